"""A login that has a window's rights without asking for them, or one that may become what stands behind a window."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.postgres.versions import memberships_have_options
from troth.verify.look import Look
from troth.verify.mending import revoke_role
from troth.verify.roles import Member

CODE = "TR531"
_WHY_INHERITS = "with a second window it would see both at once; a purpose has to be chosen, by `set role`"
_WHY_BEHIND = "it owns the views or the standing, and is for no one to work as"


def find(look: Look) -> Iterator[Finding]:
    """Members of windows that inherit, and any member of the other roles of a deployment."""
    doors = _doors(look)
    for membership in look.roles.members:
        outside = membership.member not in look.roles.ours and not look.roles.unbound(membership.member)
        if membership.role not in look.roles.ours or not outside:
            continue
        if membership.role not in doors and membership.usable:
            mend: sql.Composable = revoke_role(membership.role, membership.member)
            yield _finding(look, membership, "may become", _WHY_BEHIND, mend)
        elif membership.role in doors and membership.inherits:
            yield _finding(look, membership, "inherits from", _WHY_INHERITS, _no_inherit(look, membership))


def _doors(look: Look) -> set[str]:
    """The roles that people and applications may be members of."""
    names, purposes = look.compiled.names, look.compiled.policy.purposes
    staff = {names.staff(role) for purpose in purposes.values() for role in purpose.by}
    return {names.gate, names.desk} | {names.window(purpose) for purpose in purposes} | staff


def _finding(look: Look, membership: Member, does: str, why: str, mend: sql.Composable) -> Finding:
    return Finding(
        code=CODE,
        message=f"role `{membership.member}` {does} `{membership.role}`",
        where=Place(object=f"role {membership.member}"),
        why=why,
        hint=look.mend([mend]),
    )


def _no_inherit(look: Look, membership: Member) -> sql.Composable:
    member = sql.Identifier(membership.member)
    if not memberships_have_options(look.compiled.mapped.catalogue.server_version):
        return sql.SQL("alter role {} noinherit").format(member)
    return sql.SQL("revoke inherit option for {} from {} granted by {}").format(
        sql.Identifier(membership.role), member, sql.Identifier(membership.grantor or look.roles.deployer)
    )
