"""Personal data in a kind of table that PostgreSQL cannot guard row by row."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR323"
_WHY = "row security exists for tables alone; here everyone who may read would read everything"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A view, materialised view or foreign table that is mapped as personal."""
    for table in mapped.tables.values():
        if not table.plain and table.table.kind not in ("table", "partitioned"):
            yield Finding(
                code=CODE,
                message=f"`{table.relation}` is a {table.table.kind}, and is mapped as personal",
                where=place(declared, table.relation),
                why=_WHY,
                hint="map the tables it is made from, and move it out of the mapped schemas",
            )
