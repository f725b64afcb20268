"""A role of a window that is a member of another role, and so reaches more than its window."""

from __future__ import annotations

from collections.abc import Iterator

from troth.findings import Finding, Place
from troth.verify.look import Look
from troth.verify.mending import revoke_role

CODE = "TR530"
_WHY = "whoever works for a purpose would have the other role's rights as well"


def find(look: Look) -> Iterator[Finding]:
    """Every membership of a role of ours in one that is not. (Those among ours are part of the policy's objects.)"""
    for membership in look.roles.members:
        if membership.member in look.roles.ours and membership.role not in look.roles.ours:
            yield Finding(
                code=CODE,
                message=f"role `{membership.member}` is a member of `{membership.role}`",
                where=Place(object=f"role {membership.member}"),
                why=_WHY,
                hint=look.mend([revoke_role(membership.role, membership.member)]),
            )
