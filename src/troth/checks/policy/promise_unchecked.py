"""A promise with nothing that keeps it (unproved), or with two answers to who does."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR125"
_WHY = "a promise without a check is unproved, never green"


def check(declared: Declared) -> Iterator[Finding]:
    """A promise says at most one of `kept_by`, `attested_by` and `informs`."""
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
        if not said:
            yield Finding(
                code=CODE,
                level=Level.NOTE,
                message=f"nothing keeps the promise `{promise.id}` yet: it is unproved",
                where=declared.in_policy("promises", at),
                why=_WHY,
                hint="name what keeps it in `kept_by`, or who confirms it in `attested_by`",
            )
        if len(said) > 1:
            yield Finding(
                code=CODE,
                message=f"the promise `{promise.id}` has both `{said[0]}` and `{said[1]}`",
                where=declared.in_policy("promises", at),
                why="a promise is kept by checks, confirmed by people, or promises nothing: one of the three",
                hint="keep one of `kept_by`, `attested_by` and `informs`, or make two promises of it",
            )
