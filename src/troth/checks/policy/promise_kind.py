"""A promise that says it is kept by a check that there is not."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.arguments import every_check
from troth.checks.declared import Declared
from troth.checks.policy.promise_kinds import KINDS
from troth.findings import Finding, did_you_mean

CODE = "TR126"
_WHY = "a promise is proved by the checks that it names"


def check(declared: Declared) -> Iterator[Finding]:
    """A word before the colon in `kept_by` is no kind of check."""
    for asked, keys in every_check(declared):
        if asked.kind not in KINDS:
            yield Finding(
                code=CODE,
                message=f"there is no check `{asked.kind}`",
                where=declared.in_policy(*keys),
                why=_WHY,
                hint=did_you_mean(asked.kind, KINDS),
            )
