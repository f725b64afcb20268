"""A role that may become one which reaches everything: an owner, a superuser, a bypassing role, or PostgreSQL's own."""

from __future__ import annotations

from collections.abc import Iterator

from troth.findings import Finding, Place
from troth.verify.look import Look
from troth.verify.mending import revoke_role

CODE = "TR521"
_WHY = "who may become such a role reaches personal data for no purpose of the policy"
REACHES = (
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
)
"""PostgreSQL's own roles whose members reach every table, by privilege or through the server's files."""


def find(look: Look) -> Iterator[Finding]:
    """One finding for each membership by which an outsider gets past the windows."""
    for membership in look.roles.members:
        into, member = membership.role, membership.member
        predefined = into in REACHES
        if not (predefined or look.roles.exempt(into)) or not membership.usable or not look.roles.outsider(member):
            continue
        others = look.roles.becoming(member)
        through = f"; so may {', '.join(others)} through it" if others else ""
        yield Finding(
            code=CODE,
            message=f"role `{member}` is a member of `{into}`, {_what(look, into)}{through}",
            where=Place(object=f"role {member}"),
            why=_WHY,
            hint=look.mend([revoke_role(into, member)]),
        )


def _what(look: Look, role: str) -> str:
    if role in REACHES:
        return "and so reaches every table"
    if role in look.roles.superusers:
        return "a superuser"
    if role in look.roles.owners:
        return "who owns personal tables"
    return "who deploys" if role == look.roles.deployer else "who has a `bypass:` line"
