"""A column mapped as if it said nothing about a person, though PostgreSQL works it out from one that does."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR347"
_WHY = "what is plain is shown in every window of its table, also where its source is for other purposes alone"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Each plain column that is generated from a personal one, but for those that an event or a condition asks."""
    for table in mapped.tables.values():
        known = {*table.links, *table.table.primary_key, *mapped.clocks_of(table.relation)}
        for column in table.columns.values():
            sources = [source for source in table.personal if column.made_of(source.name)]
            if not sources or column.category is not None or column.name in known:
                continue
            held = ", ".join(f"`{source.name}`, which holds {source.category}" for source in sources)
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column.name}` is mapped `plain`, and generated from {held}",
                where=place(declared, table.relation, column.name),
                why=_WHY,
                hint=f"name the category that it holds, such as {sources[0].category}",
            )
