"""A recipient receives what the policy says it may, for its purpose, and only while its agreement is in force."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.aggregates import aggregate_recipients
from troth.compiler.names import recipient_schema
from troth.policy.kept_by import Argument, takes
from troth.policy.model import covers
from troth.verify.evidence import Evidence
from troth.verify.look import Look
from troth.verify.proofs.agreement import agreement
from troth.verify.reach import EVERYONE, recipients_named, unguarded

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
    says = (
        f"it is shown {', '.join(more)}, which it does not receive"
        if more
        else f"its window has {count} columns: what it receives, with keys and links"
    )
    return Evidence(kept=not more, says=says, how=f"pg_attribute of schema {schema}, against `receives`", count=count)


def _receives(look: Look, name: str, table: str, column: str) -> bool:
    recipient = look.compiled.policy.recipients[name]
    for each in look.personal:
        if each.relation.name != table:
            continue
        category = each.columns[column].category
        if category is None:
            return column in each.table.primary_key or column in each.links
        return any(covers(pattern, category) for pattern in recipient.receives)
    return False


def _nobody(look: Look, name: str) -> Evidence:
    role = look.compiled.names.recipient(name)
    found = look.rows("proof role", {"role": role})
    members = look.roles.becoming(role)
    wrong = bool(not found or found[0]["login"] or found[0]["member_of"] or members)
    says = (
        f"{role} can be logged in to, belongs to others, or may be become by {', '.join(members) or 'nobody'}"
        if wrong
        else f"nobody logs in as {role} or may become it: it is read by a disclosure alone"
    )
    return Evidence(kept=not wrong, says=says, how="pg_roles and pg_auth_members", count=len(found))


def _rows(look: Look, name: str) -> Evidence:
    window = next(window for window in look.compiled.recipients if window.recipient == name)
    wrong = unguarded(look, frozenset(window.tables), frozenset({look.compiled.names.shows(name)}))
    says = (
        "; ".join(wrong)
        if wrong
        else f"rows of {len(window.tables)} tables, as its purpose `{window.purpose}` may see them"
    )
    return Evidence(kept=not wrong, says=says, how="pg_policy, live against compiled", count=len(window.tables))
