"""Doing exactly what a plan says, in one transaction: all of it or none of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.errors import Refused, Stale, Unavailable
from troth.findings import Finding, Place
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.postgres import ddl
from troth.postgres.objects import Grant, Object, Role, Schema, StoredTable
from troth.postgres.read_catalogue import read_catalogue
from troth.postgres.run_all import run_all
from troth.postgres.statements import statement
from troth.rollout.diff import Act, Change, diff, make_order, unmake_order
from troth.rollout.passwords import password_statements
from troth.rollout.plan import Plan, fingerprint, live_objects
from troth.rollout.pseudonyms import make_secrets
from troth.rollout.restrictions import renew_restrictions

STALE, CANNOT, BUSY, TOO_EARLY, NOT_CONVERGED = "TR501", "TR502", "TR503", "TR505", "TR508"

LOCK_TIMEOUT = "5s"
"""How long apply waits for a table that is in use, before it gives up and leaves everything as it was."""


def apply(
    connection: psycopg.Connection[Any],
    plan: Plan,
    *,
    policy_file: str = "",
    tables_file: str = "",
    secret: str | None = None,
) -> None:
    """Do what the plan says, in one transaction.

    With a secret, every login role gets the password that is worked out from it; without, passwords stay as they are.

    A policy that is not yet effective is applied only where it takes away alone.

    Raises Refused (TR505) before that day, Stale (TR501) if the database is no longer what the plan was made from,
    Unavailable (TR502, TR503, TR508) if PostgreSQL refuses a statement, a table stays in use, or something is not the
    deploying login's to change. Then nothing has changed.
    """
    try:
        with connection.transaction():
            connection.execute(statement("apply lock"))
            connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
            connection.execute("set local search_path = ''")
            if _starting_point(connection, plan.compiled) != plan.starting_point:
                raise Stale(_stale())
            if plan.widens and not _effective(connection, plan):
                raise Refused(_too_early(plan))
            carry_out(connection, plan, policy_file=policy_file, tables_file=tables_file, secret=secret)
            _has_converged(connection, plan)
    except psycopg.errors.LockNotAvailable as problem:
        raise Unavailable(_busy(problem)) from None
    except psycopg.errors.DatabaseError as problem:
        raise Unavailable(_cannot(problem)) from None


def carry_out(
    connection: psycopg.Connection[Any],
    plan: Plan,
    *,
    policy_file: str = "",
    tables_file: str = "",
    secret: str | None = None,
) -> None:
    """The statements of a plan, one after the other, and the record of it: without a look before or after."""
    run_all(connection, statements(connection, plan))
    if secret:
        run_all(connection, password_statements(connection, plan.compiled, secret))
    renew_restrictions(connection, plan.compiled)
    _record(connection, plan.compiled, policy_file, tables_file)


def statements(connection: psycopg.Connection[Any], plan: Plan) -> Iterator[ddl.Statement]:
    """The statements of a plan, in order. Roles that exist already in the cluster are adopted."""
    compiled = plan.compiled
    yield from _admit_to_adopted(connection, plan)
    remade = [change for change in plan.changes if not _altered(change)]
    for change in unmake_order(c for c in remade if c.live is not None):
        yield from ddl.drop(_live(change))
    made = [change for change in plan.changes if change.act is not Act.UNMAKE]
    granted: list[Grant] = []
    for change in make_order(made):
        item = compiled.objects.items[change.key]
        if isinstance(item, Grant) and item.sort != "schema":
            granted.append(item)  # these come last, whatever they are on
            continue
        yield from _alter(change, item) if _altered(change) else ddl.create(item)
        if isinstance(item, Role):
            yield from admit(compiled, item)
    yield from ddl.grant_all(granted)


def _starting_point(connection: psycopg.Connection[Any], compiled: Compiled) -> str:
    """What a plan made now would start from: the company's tables are read again, as they may have changed since."""
    schemas = {relation.schema for relation in compiled.mapped.catalogue.tables}
    return fingerprint(live_objects(connection, compiled), read_catalogue(connection, sorted(schemas)))


def _altered(change: Change) -> bool:
    """Roles, schemas and standing are altered in place; everything else is unmade and made again."""
    return change.act is Act.CHANGE and isinstance(change.wanted, Role | Schema | StoredTable)


def _live(change: Change) -> Object:
    assert change.live is not None
    return change.live


def _alter(change: Change, item: Object) -> ddl.Statements:
    live = change.live
    if isinstance(item, Role) and isinstance(live, Role):
        return ddl.alter_role(item, live)
    if isinstance(item, Schema):
        schema, owner = sql.Identifier(item.name), sql.Identifier(item.owner)
        return [sql.SQL("alter schema {} owner to {}").format(schema, owner)]
    assert isinstance(item, StoredTable) and isinstance(live, StoredTable)
    return ddl.alter_table(item, live)


def admit(compiled: Compiled, role: Role) -> ddl.Statements:
    """What lets the deploying login into a role that it made or adopted; a superuser needs nothing."""
    catalogue = compiled.mapped.catalogue
    if catalogue.superuser:
        return []
    owners = {schema.owner for schema in compiled.objects.only(Schema)}
    inherit = role.name in owners
    return ddl.admit(role.name, catalogue.user, server_version=catalogue.server_version, inherit=inherit)


def _admit_to_adopted(connection: psycopg.Connection[Any], plan: Plan) -> Iterator[ddl.Statement]:
    """Roles that somebody else made, in this cluster, before: the deploying login must be let into them too."""
    changed = {change.key for change in plan.changes}
    roles = [role for role in plan.compiled.objects.only(Role) if role.key not in changed]
    asked = {"roles": [role.name for role in roles]}
    closed = {row[0] for row in connection.execute(statement("apply closed roles"), asked)}
    for role in roles:
        if role.name in closed:
            yield from admit(plan.compiled, role)


def _record(connection: psycopg.Connection[Any], compiled: Compiled, policy_file: str, tables_file: str) -> None:
    row = {
        "policy": compiled.policy.policy,
        "prefix": compiled.names.prefix,
        "version": compiled.policy.version,
        "policy_file": policy_file,
        "tables_file": tables_file,
    }
    become, leave = ddl.as_role(compiled.names.keeper, [])
    connection.execute(become)
    connection.execute(statement("apply record"), row)
    connection.execute(statement("journal name the database"))
    connection.execute(statement("suppression key"))
    make_secrets(connection, compiled)
    record(connection, _in_ledger(compiled, policy_file, tables_file))
    connection.execute(leave)


def _in_ledger(compiled: Compiled, policy_file: str, tables_file: str) -> Entry:
    files = {"policy_file": policy_file, "tables_file": tables_file}
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    policy, version = compiled.policy.policy, compiled.policy.version
    said: dict[str, Json] = {"policy": policy, "prefix": compiled.names.prefix, "version": version, **digests}
    return Entry(what="policy applied", detail=said)


def _has_converged(connection: psycopg.Connection[Any], plan: Plan) -> None:
    """After apply nothing is left to change; what PostgreSQL only warned about would be. Raises Unavailable (TR508)."""
    left = diff(live_objects(connection, plan.compiled), plan.stored)
    if left:
        raise Unavailable(*(_left(connection, change) for change in left))


def _left(connection: psycopg.Connection[Any], change: Change) -> Finding:
    undo = ddl.drop(change.live) if change.live is not None and change.wanted is None else []
    if isinstance(change.live, Role) and change.live.powers:
        undo = [ddl.without_powers(change.live)]
    said = "; ".join(command.as_string(connection) for command in undo)
    return Finding(
        code=NOT_CONVERGED,
        message=f"after everything was done, this is still not as the policy wants it: {change}",
        where=Place(object=str(change.key)),
        why="the deploying login may not change it: somebody else made it. Everything was rolled back",
        hint=f"as a superuser: {said}; then apply again" if said else "let its owner or a superuser change it",
    )


def _effective(connection: psycopg.Connection[Any], plan: Plan) -> bool:
    policy = plan.compiled.policy
    row = connection.execute(
        statement("apply effective"), {"zone": policy.time_zone, "effective": policy.effective}
    ).fetchone()
    return row is not None and bool(row[0])


def _too_early(plan: Plan) -> Finding:
    policy = plan.compiled.policy
    return Finding(
        code=TOO_EARLY,
        message=f"version {policy.version} of the policy is effective from {policy.effective}, which has not come yet",
        where=Place(file="policy.yaml", object="effective"),
        why="people were told of the version that is in force; a new one may only take away before its day",
        hint=f"apply it on {policy.effective}; until then nothing has changed",
    )


def _stale() -> Finding:
    return Finding(
        code=STALE,
        message="the database has changed since this plan was made",
        where=Place(object="troth.deployment"),
        why="a plan is applied to exactly what its reader has looked at, or not at all",
        hint="make a new plan, look at it, and apply that",
    )


def _busy(problem: psycopg.Error) -> Finding:
    return Finding(
        code=BUSY,
        message=f"a table stayed in use for {LOCK_TIMEOUT}: {problem.diag.message_primary}",
        where=Place(object=problem.diag.table_name or "the tables of the data map"),
        why="row security and policies need a moment alone with each table; waiting longer would block the application",
        hint="run apply again at a quieter moment; nothing has changed",
    )


def _cannot(problem: psycopg.Error) -> Finding:
    return Finding(
        code=CANNOT,
        message=f"PostgreSQL refused: {problem.diag.message_primary or problem}",
        where=Place(object=problem.diag.table_name or problem.diag.schema_name or "the login"),
        why=problem.diag.message_detail or "everything was rolled back",
        hint=problem.diag.message_hint or "apply needs a login that owns the tables and has CREATEROLE",
    )
