"""A recipient of counts sees no group smaller than the smallest that the policy allows, and never a row."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.enforced.aggregates import PEOPLE, aggregate_recipients
from troth.compiler.names import recipient_schema
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.trying import refusal

KIND = "aggregate"
ARGUMENT = takes("aggregate")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """For each recipient of counts: the groups of its view now, what was compiled, and an attempt at the rows below."""
    recipients = aggregate_recipients(look.compiled.policy)
    if not recipients:
        yield Unproved(says="no recipient receives aggregates")
    for name in argument.all("aggregate"):
        for recipient in recipients:
            if not look.compiled.policy.recipients[recipient].receives_aggregate(name):
                continue
            yield _groups(look, name, recipient)
            yield _view(look, name, recipient)
            yield _below(look, name, recipient)


def _groups(look: Look, name: str, recipient: str) -> Evidence:
    smallest = look.compiled.policy.recipients[recipient].smallest_group or 2
    view = sql.Identifier(recipient_schema(recipient), name)
    row = look.rows("proof group sizes", tables={"people": sql.Identifier(PEOPLE), "view": view})[0]
    kept = row["smallest"] is None or row["smallest"] >= smallest
    least = f"the smallest of {row['smallest']} people" if row["count"] else "none of them shown now"
    says = f"`{recipient}` is shown {row['count']} groups, {least}; fewer than {smallest} are never shown"
    return Evidence(kept=kept, says=says, how=f"the least {PEOPLE} of to_{recipient}.{name}", count=row["count"])


def _view(look: Look, name: str, recipient: str) -> Evidence:
    schema = recipient_schema(recipient)
    wrong = [
        str(change)
        for change in look.changes
        if f" {schema}.{name}" in f" {change.key.name}" or schema == change.key.name
    ]
    says = "; ".join(wrong) if wrong else f"the counting view {schema}.{name} is as compiled"
    return Evidence(kept=not wrong, says=says, how="pg_get_viewdef(), live against compiled", count=1)


def _below(look: Look, name: str, recipient: str) -> Evidence:
    table = look.compiled.mapped.aggregates[name].from_
    role = look.compiled.names.recipient(recipient)
    refused = refusal(look, role, sql.SQL("select 1 from {} limit 1").format(sql.Identifier(table.schema, table.name)))
    says = f"{role} is refused at the rows below: {refused}" if refused else f"{role} can read the rows below"
    return Evidence(kept=refused is not None, says=says, how="set role, select from the table itself", count=1)
