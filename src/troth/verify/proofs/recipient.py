"""A recipient receives what the policy says it may, for its purpose, and only while its agreement is in force."""

from __future__ import annotations

from collections.abc import Iterator
from time import time

from psycopg import sql

from troth.compiler.enforced.aggregates import aggregate_recipients
from troth.compiler.enforced.readers import SETTING
from troth.compiler.names import recipient_schema
from troth.policy.categories import covers
from troth.policy.kept_by import Argument, takes
from troth.session.ticket import Pads, said
from troth.verify.evidence import Evidence
from troth.verify.look import Look
from troth.verify.proofs.agreement import agreement
from troth.verify.reach import EVERYONE, recipients_named, unguarded
from troth.verify.trying import as_window

KIND = "recipient"
ARGUMENT = takes("recipient", one_of=(EVERYONE,))


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """The columns of its window, who could read through it, its row policies, and its agreement."""
    for name in recipients_named(look, argument):
        yield _columns(look, name)
        yield _nobody(look, name)
        if name not in aggregate_recipients(look.compiled.policy):
            yield _rows(look, name)
        yield from agreement(look, name)


def _columns(look: Look, name: str) -> Evidence:
    recipient, schema = look.compiled.policy.recipients[name], recipient_schema(name)
    live = {row["name"]: row["columns"] for row in look.rows("proof view columns", {"schema": schema})}
    count = sum(map(len, live.values()))
    if recipient.counts:
        more = sorted(live.keys() - look.compiled.mapped.aggregates.keys())
        says = (
            f"more than aggregates: {', '.join(more)}"
            if more
            else f"{len(live)} views of counts, and no row of anybody"
        )
        return Evidence(kept=not more, says=says, how=f"pg_class of schema {schema}", count=len(live))
    more = [
        f"{table}.{column}"
        for table, columns in live.items()
        for column in columns
        if not _receives(look, name, table, column)
    ]
    received = (
        "what may be ordered of its purpose, by a scope for each request" if recipient.ordered else "what it receives"
    )
    says = (
        f"it is shown {', '.join(more)}, which it does not receive"
        if more
        else f"its window has {count} columns: {received}, with keys and links"
    )
    return Evidence(kept=not more, says=says, how=f"pg_attribute of schema {schema}, against `receives`", count=count)


def _receives(look: Look, name: str, table: str, column: str) -> bool:
    policy, recipient = look.compiled.policy, look.compiled.policy.recipients[name]
    patterns = policy.purposes[recipient.for_].uses if recipient.ordered and recipient.for_ else recipient.patterns
    for each in look.personal:
        if each.relation.name != table:
            continue
        category = each.columns[column].category
        if category is None:
            return column in each.table.primary_key or column in each.links
        return any(covers(pattern, category) for pattern in patterns)
    return False


def _nobody(look: Look, name: str) -> Evidence:
    role = look.compiled.names.recipient(name)
    if look.compiled.policy.recipients[name].by_ticket:
        return nothing_without_ticket(look, name)
    found = look.rows("proof role", {"role": role})
    members = look.roles.becoming(role)
    wrong = bool(not found or found[0]["login"] or found[0]["member_of"] or members)
    says = (
        f"{role} can be logged in to, belongs to others, or may be become by {', '.join(members) or 'nobody'}"
        if wrong
        else f"nobody logs in as {role} or may become it: it is read by a disclosure alone"
    )
    return Evidence(kept=not wrong, says=says, how="pg_roles and pg_auth_members", count=len(found))


def nothing_without_ticket(look: Look, name: str) -> Evidence:
    """What the window shows to who logs in to it and has no ticket, or one that nobody signed."""
    role, schema = look.compiled.names.recipient(name), recipient_schema(name)
    window = next(window for window in look.compiled.recipients if window.recipient == name)
    found: dict[str, int] = {}
    kind = next(owner.kind for table in window.tables.values() for owner in table.owners)
    forged = Pads.fresh().signed(said(look.compiled.policy, name, kind, _anybody(look, kind), now=time(), minutes=10))
    for ticket in ("", forged):
        with as_window(look, role):
            look.connection.execute("select set_config(%s, %s, true)", [SETTING, ticket])
            for relation in window.tables:
                view = sql.Identifier(schema, relation.name)
                row = look.connection.execute(sql.SQL("select count(*) from {}").format(view)).fetchone()
                found[str(relation)] = found.get(str(relation), 0) + int(row[0] if row else 0)
    open_ = [f"{count} rows of {table}" for table, count in found.items() if count]
    told = f"without a ticket {role} sees {', '.join(open_) or f'no row of {len(found)} tables'}"
    return Evidence(
        kept=not open_, says=told, how="set role, select without a ticket and with a forged one", count=len(found)
    )


def _anybody(look: Look, kind: str) -> tuple[str, ...]:
    """The key of somebody of a kind."""
    table = look.compiled.mapped.subject_table(kind)
    columns = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.table.primary_key)
    query = sql.SQL("select {} from {} limit 1").format(columns, sql.Identifier(*table.relation))
    row = look.connection.execute(query).fetchone()
    return tuple(row) if row else ("0",) * len(table.table.primary_key)


def _rows(look: Look, name: str) -> Evidence:
    window = next(window for window in look.compiled.recipients if window.recipient == name)
    wrong = unguarded(look, frozenset(window.tables), frozenset({look.compiled.names.shows(name)}))
    says = (
        "; ".join(wrong)
        if wrong
        else f"rows of {len(window.tables)} tables, as its purpose `{window.purpose}` may see them"
    )
    return Evidence(kept=not wrong, says=says, how="pg_policy, live against compiled", count=len(window.tables))
