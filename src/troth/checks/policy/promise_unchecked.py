"""A promise with nothing that keeps it, or with two answers to who does."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR125"
_WHY = "a promise without a check is unproved, never green"


def check(declared: Declared) -> Iterator[Finding]:
    """A promise says exactly one of `kept_by`, `attested_by` and `informs`."""
    for at, promise in enumerate(declared.policy.promises):
        said = [
            key
            for key, given in (
                ("kept_by", promise.kept_by),
                ("attested_by", promise.attested_by),
                ("informs", promise.informs),
            )
            if given
        ]
        if len(said) != 1:
            yield Finding(
                code=CODE,
                message=f"the promise `{promise.id}` has both `{said[0]}` and `{said[1]}`"
                if said
                else f"nothing keeps the promise `{promise.id}`",
                where=declared.in_policy("promises", at),
                why=_WHY,
                hint="say one of `kept_by`, `attested_by` (people confirm it), `informs: true` (nothing is promised)",
            )
