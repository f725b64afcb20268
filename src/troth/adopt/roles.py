"""The roles of a deployment in a cluster that has none of them yet, so that a backup can be restored there.

A dump of one database holds no roles: they belong to the whole cluster. What a dump restores (schemas, views, row
policies, grants, standing) refers to them, so they are made first; `plan` then finds what is still missing.
"""

from __future__ import annotations

from typing import Any

import psycopg

from troth.compiler.build import compile_policy
from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.mapped.model import Mapped
from troth.policy.model import Policy
from troth.postgres import ddl
from troth.postgres.objects import Membership, Role
from troth.postgres.read_catalogue import read_catalogue
from troth.rollout.apply import admit
from troth.rollout.plan import deployed

REFUSED = "TR805"


def make_roles(connection: psycopg.Connection[Any], policy: Policy, prefix: str | None = None) -> tuple[str, ...]:
    """Make the roles of a policy that this cluster lacks, and let the login restore what belongs to them.

    Needs no tables: run it on the empty database before `pg_restore`. Returns the names of the roles made. Raises
    Unavailable (TR805) if the login has no CREATEROLE; then nothing has changed.
    """
    compiled = compile_policy(policy, Mapped(catalogue=read_catalogue(connection, []), tables={}), prefix)
    names = [role.name for role in compiled.objects.only(Role)]
    live = deployed(connection, compiled.names)
    missing = [role for role in compiled.objects.only(Role) if role.key not in live.items]
    joined = [one for one in compiled.objects.only(Membership) if one.key not in live.items]
    try:
        with connection.transaction():
            for role in missing:
                for command in (*ddl.create(role), *admit(compiled, role)):
                    connection.execute(command)
            for one in joined:
                for command in ddl.create(one):
                    connection.execute(command)
    except psycopg.errors.InsufficientPrivilege as problem:
        raise Unavailable(
            Finding(
                code=REFUSED,
                message=f"PostgreSQL refused to make the roles of this policy: {problem.diag.message_primary}",
                where=Place(object=f"role {connection.info.user}"),
                why=f"the backup speaks of {len(names)} roles that a dump of one database does not carry",
                hint="log in as a role with CREATEROLE, or let a superuser give it: alter role ... createrole",
            )
        ) from None
    return tuple(role.name for role in missing)
