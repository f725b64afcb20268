"""A recipient of what is ordered that could order anything."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR154"
_WHY = "what the law compels is given to who can compel it, on grounds that people can read beforehand"


def check(declared: Declared) -> Iterator[Finding]:
    """`receives: as_ordered` without `grounds`, or on a role that orders nothing."""
    for name, recipient in declared.policy.recipients.items():
        if not recipient.ordered:
            continue
        if not recipient.grounds:
            yield Finding(
                code=CODE,
                message=f"`{name}` receives what is ordered, on no ground",
                where=declared.in_policy("recipients", name),
                why=_WHY,
                hint="add `grounds: [court_order]`, and each other ground that the policy gives",
            )
        if recipient.role not in ("authority", "controller"):
            yield Finding(
                code=CODE,
                message=f"`{name}` receives what is ordered, and a {recipient.role.replace('_', ' ')} orders nothing",
                where=declared.in_policy("recipients", name, "role"),
                why=_WHY,
                hint="an authority, or a party to a case (`controller`), asks under law",
            )
