"""A way to a person's rows that no index serves: erasing or showing one person reads the whole table."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place, quoted
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Hop, Mapped
from troth.postgres.catalogue import Table

CODE = "TR313"
_WHY = "the rows of one person, and the rows an event happened to, are looked up by these columns"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Every step of an owner's path, or of an event's, whose columns lead no index."""
    for hop in sorted(_hops(mapped), key=lambda hop: (hop.source, hop.columns)):
        table = mapped.catalogue.table(hop.source)
        if table is None or table.served_by_index(hop.columns):
            continue
        columns = ", ".join(hop.columns)
        yield Finding(
            code=CODE,
            message=f"no index serves `{hop.source}({columns})`: erasing one person would scan {_size(table)}",
            where=place(declared, hop.source),
            why=_WHY,
            hint=f"create index concurrently on {quoted(*hop.source)} ({', '.join(map(quoted, hop.columns))})",
            level=Level.WARNING,
        )


def _hops(mapped: Mapped) -> set[Hop]:
    owners = {hop for table in mapped.tables.values() for owner in table.owners.values() for hop in owner.way}
    happenings = (*mapped.events.values(), *mapped.conditions.values())
    return owners | {hop for happening in happenings for hop in happening.way}


def _size(table: Table) -> str:
    if table.rows < 0:
        return f"the whole of `{table.relation}`, which was never analysed"
    return f"about {table.rows:,.0f} rows"
