"""A value that was decided and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.decisions import names_used

CODE = "TR134"
_WHY = "a decision that nothing reads would promise what nothing does"


def check(declared: Declared) -> Iterator[Finding]:
    """A name under `decide` that stands nowhere in braces, and that no promise leaves open."""
    used = names_used(declared.policy_source)
    for name, decision in declared.policy.decide.items():
        if name not in used and not decision.promises:
            yield Finding(
                code=CODE,
                message=f"nothing uses the decided value `{name}`",
                where=declared.in_policy("decide", name),
                why=_WHY,
                hint=f'write `"{{{name}}}"`, in quotes, where it belongs, or name the `promises` that leave it open',
                level=Level.WARNING,
            )
