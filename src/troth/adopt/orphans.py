"""Links that no foreign key guards: how many rows refer to somebody who is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.rows import Row, Rows, both, equal
from troth.findings import Finding, Level, Place
from troth.mapped.model import Hop, Mapped
from troth.postgres.ddl import name
from troth.postgres.statements import statement

CODE = "TR801"


def count_orphans(connection: psycopg.Connection[Any], mapped: Mapped) -> tuple[Finding, ...]:
    """One warning (TR801) for each link of the data map under which rows refer to nobody. Counts; shows no value."""
    found = []
    for hop in sorted(_links(mapped), key=str):
        row, there = Row("r"), Row("t")
        given: list[sql.Composable] = [sql.SQL("{} is not null").format(column) for column in row.columns(hop.columns)]
        given.append(Rows(mapped).counts(hop))
        query = statement("orphans").format(
            table=name(hop.source),
            target=name(hop.target),
            set=both(given),
            equal=equal(there.columns(hop.target_columns), row.columns(hop.columns)),
        )
        counted = connection.execute(query).fetchone()
        if counted and counted[0]:
            found.append(_orphans(hop, counted[0]))
    return tuple(found)


def _links(mapped: Mapped) -> Iterator[Hop]:
    """Hops on the ways of owners that the database itself does not guard."""
    hops = {hop for table in mapped.tables.values() for owner in table.owners.values() for hop in owner.way}
    for hop in hops:
        table = mapped.catalogue.tables[hop.source]
        guarded = ((set(key.columns), key.target) for key in table.foreign_keys)
        if (set(hop.columns), hop.target) not in guarded:
            yield hop


def _orphans(hop: Hop, count: int) -> Finding:
    return Finding(
        code=CODE,
        message=f"{count} rows of `{hop}` refer to no row of `{hop.target}`",
        where=Place(object=str(hop)),
        why="nobody's standing decides about them: they are no one's data to copy or erase, and no window shows them",
        hint="set the link to null or delete the rows, then add a foreign key",
        level=Level.WARNING,
    )
