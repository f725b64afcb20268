"""A machine decides about people, and nobody could look at the case again."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR198"


def check(declared: Declared) -> Iterator[Finding]:
    """`review_by` names a staff role that may work for no purpose which uses all that the machine looks at."""
    purposes = declared.policy.purposes
    for name, purpose in purposes.items():
        if purpose.automated is None:
            continue
        role, wanted = purpose.automated.review_by, declared.uses(purpose.uses)
        sees = {used for other in purposes.values() if role in other.by for used in declared.uses(other.uses)}
        if wanted <= sees:
            continue
        known = {staff for other in purposes.values() for staff in other.by}
        message = f"`{role}` shall review what the purpose `{name}` decides, and cannot see what it looks at"
        if role in known:
            hint = f"add `by: [{role}]` to a purpose that uses {', '.join(f'`{one}`' for one in sorted(wanted - sees))}"
        else:
            hint = did_you_mean(role, known, none=f"add `by: [{role}]` to the purpose `{name}`")
        yield Finding(
            code=CODE,
            message=message,
            where=declared.in_policy("purposes", name, "automated", "review_by"),
            why="Art. 22(3) GDPR: a human has to be able to look at the case, and to decide otherwise",
            hint=hint,
        )
