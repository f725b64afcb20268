"""Counts of people for recipients that may know no one: never of fewer than the smallest group.

A restricted person is not counted. The recipient's role reaches only the counting view, never the rows below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live import Live
from troth.compiler.names import EVERY_SCOPE, Names, fit, recipient_schema
from troth.compiler.row_policies import in_force
from troth.compiler.rows import Row, both, equal, qualified
from troth.mapped.model import Mapped, MappedTable, Owner
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation
from troth.postgres.objects import RowPolicy, View
from troth.tables.model import Aggregate

PEOPLE = "people"
"""The column of an aggregate that counts them."""


def aggregate_recipients(policy: Policy) -> tuple[str, ...]:
    return tuple(name for name, recipient in policy.recipients.items() if recipient.counts)


def counted(mapped: Mapped, aggregate: Aggregate) -> tuple[MappedTable, Owner]:
    """The table an aggregate counts from and the owner it counts. Raises LookupError when the map has no such owner."""
    table = mapped.tables[Relation(*aggregate.from_)]
    for owner in table.owners.values():
        if owner.kind == aggregate.counts:
            return table, owner
    raise LookupError(f"{aggregate.from_} has no {aggregate.counts}")


def aggregate_views(policy: Policy, mapped: Mapped, names: Names) -> Iterator[View]:
    """The counting views of every recipient of aggregates."""
    for recipient in aggregate_recipients(policy):
        smallest = policy.recipients[recipient].smallest_group or 2
        for name, aggregate in mapped.aggregates.items():
            relation = Relation(recipient_schema(recipient), name)
            query = _count(mapped, aggregate, smallest)
            columns = (*aggregate.by, PEOPLE)
            yield View(relation=relation, owner=names.shows(recipient), columns=columns, query=query)


def _count(mapped: Mapped, aggregate: Aggregate, smallest: int) -> sql.Composable:
    """`offset 0` keeps a reader's own conditions from running on small groups before these are left out."""
    table, owner = counted(mapped, aggregate)
    row = Row("r")
    tables, joins, here = [sql.SQL("{} as r").format(qualified(table.relation))], [], row
    for count, hop in enumerate(owner.way[:-1], start=1):
        there = Row(f"r{count}")
        tables.append(sql.SQL("{} as {}").format(qualified(hop.target), sql.Identifier(there.alias)))
        joins.append(equal(there.columns(hop.target_columns), here.columns(hop.columns)))
        here = there
    key = here.columns(owner.way[-1].columns) if owner.way else here.columns(table.table.primary_key)
    known = [*joins, *(sql.SQL("{} is not null").format(column) for column in key)]
    by = row.columns(aggregate.by)
    person = key[0] if len(key) == 1 else sql.SQL("({})").format(sql.SQL(", ").join(key))
    return sql.SQL(
        "select {by}, count(distinct {person}) as {people} from {tables} where {known} group by {by} "
        "having count(distinct {person}) >= {smallest} offset 0"
    ).format(
        by=sql.SQL(", ").join(by),
        person=person,
        people=sql.Identifier(PEOPLE),
        tables=sql.SQL(", ").join(tables),
        known=sql.SQL(" and ").join(known),
        smallest=sql.Literal(smallest),
    )


def aggregate_reads(mapped: Mapped) -> Iterator[tuple[Relation, tuple[str, ...]]]:
    """The columns of each table that the counting views read."""
    for aggregate in mapped.aggregates.values():
        table, owner = counted(mapped, aggregate)
        own = {*aggregate.by, *(owner.links or table.table.primary_key)}
        yield table.relation, tuple(sorted(own))
        for before, hop in zip(owner.way, owner.way[1:], strict=False):
            yield hop.source, tuple(sorted({*before.target_columns, *hop.columns}))


def aggregate_policies(policy: Policy, mapped: Mapped, names: Names, live: Live) -> Iterator[RowPolicy]:
    """Restricted people are left out of every count, and outside of the recipient's agreement everyone is."""
    for recipient in aggregate_recipients(policy):
        role = names.shows(recipient)
        until = in_force(policy.recipients[recipient])
        conditions: dict[Relation, sql.Composable] = {}
        for aggregate in mapped.aggregates.values():
            table, owner = counted(mapped, aggregate)
            unhidden = live.not_hidden(Row(table.relation.name), owner, (EVERY_SCOPE,))
            conditions[table.relation] = both([until, unhidden])
        for relation, using in conditions.items():
            yield RowPolicy(table=relation, name=fit(f"{role}_select"), role=role, command="select", using=using)
