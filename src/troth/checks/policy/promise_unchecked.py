"""A promise with nothing that keeps it (unproved), or one that promises nothing and yet is kept."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.promises import Promise

CODE = "TR125"
_WHY = "a promise without a check is unproved, never green"


def _waits(promise: Promise) -> str:
    return f", and waits for {promise.waits_for}" if promise.waits_for else ""


def check(declared: Declared) -> Iterator[Finding]:
    """A promise says what keeps it, by checks or people or both, or that it only informs."""
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
                message=f"nothing keeps the promise `{promise.id}` yet: it is unproved{_waits(promise)}",
                where=declared.in_policy("promises", at),
                why=_WHY,
                hint="name what keeps it in `kept_by`, who confirms it in `attested_by`, or what it `waits_for`",
            )
        if promise.informs and len(said) > 1:
            yield Finding(
                code=CODE,
                message=f"the promise `{promise.id}` has both `{said[0]}` and `informs`",
                where=declared.in_policy("promises", at),
                why="what promises nothing cannot be kept, nor confirmed",
                hint="keep one of them, or make two promises of it",
            )
