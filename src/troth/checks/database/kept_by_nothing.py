"""A table of people whose rows nothing keeps: a sweep would empty it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped, MappedTable

CODE = "TR334"
_WHY = "no cell of it can be needed, no other row refers to one of its rows, and no period or condition hangs on it"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A table with owners and no personal column, which carries neither events nor conditions and is referred to by
    nothing."""
    for table in mapped.tables.values():
        if table.plain or table.personal or _is_referred_to(table, mapped) or _tells_how_long(table, mapped):
            continue
        yield Finding(
            code=CODE,
            message=f"the first sweep deletes every row of `{table.relation}`: none of its columns is personal",
            where=place(declared, table.relation),
            why=_WHY,
            hint="give the column that says what happened a category, and let the purpose that works with it use it",
            level=Level.WARNING,
        )


def _is_referred_to(table: MappedTable, mapped: Mapped) -> bool:
    return any(hop.target == table.relation for hops in mapped.hops.values() for hop in hops)


def _tells_how_long(table: MappedTable, mapped: Mapped) -> bool:
    """Whether an event or a condition happens to its rows, or is written on them."""
    happenings = (*mapped.events.values(), *mapped.conditions.values())
    return any(table.relation in (happening.table, happening.to) for happening in happenings)
