"""A value that was decided and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.decisions import names_used

CODE = "TR134"
_WHY = "a decision that nothing reads would promise what nothing does"


def check(declared: Declared) -> Iterator[Finding]:
    """A name under `decide` that stands nowhere in braces."""
    used = names_used(declared.policy_source)
    for name in declared.policy.decide:
        if name not in used:
            yield Finding(
                code=CODE,
                message=f"nothing uses the decided value `{name}`",
                where=declared.in_policy("decide", name),
                why=_WHY,
                hint=f'write `"{{{name}}}"`, in quotes, where it belongs',
                level=Level.WARNING,
            )
