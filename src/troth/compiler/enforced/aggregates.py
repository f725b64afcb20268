"""Counts of people for recipients that may know no one: never of fewer than the smallest group.

A restricted person is not counted. The recipient's role reaches only the counting view, never the rows below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from psycopg import sql

from troth.compiler.enforced.row_policies import in_force
from troth.compiler.live.live import Live
from troth.compiler.names import EVERY_SCOPE, Names, fit, recipient_schema
from troth.compiler.rows import Row, both, equal, qualified
from troth.compiler.wall_clock import local
from troth.mapped.model import Mapped, MappedTable, Owner
from troth.policy.model import Policy, Recipient
from troth.postgres.catalogue import Relation
from troth.postgres.objects import RowPolicy, View
from troth.tables.aggregates import Aggregate, By

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


def aggregates_of(policy: Policy, mapped: Mapped, recipient: str) -> Mapping[str, Aggregate]:
    """The aggregates that a recipient receives, by name."""
    said = policy.recipients[recipient]
    return {name: aggregate for name, aggregate in mapped.aggregates.items() if said.receives_aggregate(name)}


def aggregate_views(policy: Policy, mapped: Mapped, names: Names) -> Iterator[View]:
    """The counting views of every recipient of aggregates."""
    for name in aggregate_recipients(policy):
        for word, aggregate in aggregates_of(policy, mapped, name).items():
            query = _count(mapped, aggregate, policy.recipients[name], policy.time_zone)
            columns = (*(part.name for part in aggregate.by), PEOPLE)
            relation = Relation(recipient_schema(name), word)
            yield View(relation=relation, owner=names.shows(name), columns=columns, query=query)


def _count(mapped: Mapped, aggregate: Aggregate, recipient: Recipient, time_zone: str) -> sql.Composable:
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
    by = [_split(table, row, part, time_zone) for part in aggregate.by]
    person = key[0] if len(key) == 1 else sql.SQL("({})").format(sql.SQL(", ").join(key))
    people = sql.SQL("count(distinct {})").format(person)
    return sql.SQL(
        "select {by}, {rounded} as {name} from {tables} where {known} group by {places} having {people} >= {smallest} "
        "offset 0"
    ).format(
        by=sql.SQL(", ").join(by),
        rounded=_rounded(people, recipient.round_to),
        name=sql.Identifier(PEOPLE),
        tables=sql.SQL(", ").join(tables),
        known=sql.SQL(" and ").join(known),
        places=sql.SQL(", ").join(sql.SQL(str(place)) for place in range(1, len(by) + 1)),
        people=people,
        smallest=sql.Literal(recipient.smallest_group or 2),
    )


def _split(table: MappedTable, row: Row, part: By, time_zone: str) -> sql.Composable:
    """What counts are split by: a column, or the hour, day or month of a time in the policy's zone."""
    column = row.column(part.column)
    if part.unit is None:
        return column
    time = local(column, table.columns[part.column].column.base_type, time_zone)
    cut = sql.SQL("date_trunc({}, {})").format(sql.Literal(part.unit), time)
    return cut if part.unit == "hour" else sql.SQL("{}::date").format(cut)


def _rounded(people: sql.Composable, to: int | None) -> sql.Composable:
    if to is None:
        return people
    half, whole = sql.Literal(to // 2), sql.Literal(to)
    return sql.SQL("(({} + {}) / {} * {})").format(people, half, whole, whole)


def aggregate_reads(policy: Policy, mapped: Mapped, recipient: str) -> Iterator[tuple[Relation, tuple[str, ...]]]:
    """The columns of each table that the counting views of a recipient read."""
    for aggregate in aggregates_of(policy, mapped, recipient).values():
        table, owner = counted(mapped, aggregate)
        own = {*(part.column for part in aggregate.by), *(owner.links or table.table.primary_key)}
        yield table.relation, tuple(sorted(own))
        for before, hop in zip(owner.way, owner.way[1:], strict=False):
            yield hop.source, tuple(sorted({*before.target_columns, *hop.columns}))


def aggregate_policies(policy: Policy, mapped: Mapped, names: Names, live: Live) -> Iterator[RowPolicy]:
    """Restricted people are left out of every count, and outside of the recipient's agreement everyone is."""
    for recipient in aggregate_recipients(policy):
        role = names.shows(recipient)
        until = in_force(policy.recipients[recipient])
        conditions: dict[Relation, sql.Composable] = {}
        for aggregate in aggregates_of(policy, mapped, recipient).values():
            table, owner = counted(mapped, aggregate)
            unhidden = live.not_hidden(Row(table.relation.name), owner, (EVERY_SCOPE,))
            conditions[table.relation] = both([until, unhidden])
        for relation, using in conditions.items():
            yield RowPolicy(table=relation, name=fit(f"{role}_select"), role=role, command="select", using=using)
