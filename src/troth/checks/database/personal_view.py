"""A view that is mapped as plain and reads personal data: every purpose would be shown all of it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped

CODE = "TR346"
_WHY = "what is plain is shown whole in every window; a view reads with its owner's rights, past consent and period"
_WHY_STORED = "what is plain is shown whole in every window; a stored copy is reached by no consent and no erasure"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A view over a personal table is no plain one. A stored view may be, if it holds nothing of single people."""
    personal = {table.relation for table in mapped.tables.values() if not table.plain}
    for table in mapped.tables.values():
        sources = [str(source) for source in table.table.sources if source in personal]
        if not table.plain or not sources:
            continue
        stored = table.table.kind == "materialised view"
        yield Finding(
            code=CODE,
            message=f"the {table.table.kind} `{table.relation}` is mapped plain, and reads {', '.join(sources)}",
            where=place(declared, table.relation),
            why=_WHY_STORED if stored else _WHY,
            hint="sure that it holds nothing of single people? else keep it in a schema that is not mapped"
            if stored
            else "leave it out of the data map: each window has views of its own",
            level=Level.WARNING if stored else Level.ERROR,
        )
