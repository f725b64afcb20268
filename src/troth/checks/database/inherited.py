"""Tables with personal data that inherit from one another: each row would lie in two tables of the map, or in none."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR343"
_WHY = "its rows are read and erased through the other table too; keys and references bind each table alone"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A table that is mapped as personal, and from which another inherits, or which inherits itself."""
    for table in mapped.tables.values():
        kin = table.table.kin
        if kin and not table.plain:
            named = " and ".join(f"`{other}`" for other in kin)
            yield Finding(
                code=CODE,
                message=f"`{table.relation}` is mapped as personal, and tied by inheritance to {named}",
                where=place(declared, table.relation),
                why=_WHY,
                hint="make them partitions of one table, or end it: alter table ... no inherit ...",
            )
