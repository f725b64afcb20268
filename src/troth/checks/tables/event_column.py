"""An event whose time would be erased with the data it times."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.documents import shown
from troth.findings import Finding, did_you_mean

CODE = "TR214"
_WHY = "erasing the time of an event would start its clock again"


def check(declared: Declared) -> Iterator[Finding]:
    """The column of an event is not `plain`, or not in the map."""
    for word, event in declared.data_map.events.items():
        table = declared.data_map.tables.get(event.at.table)
        if table is None or table.plain:
            continue
        said = table.columns.get(event.at.column)
        if said is None:
            near = did_you_mean(event.at.column, table.columns)
            message, hint = (
                f"`{event.at}` is not in the data map",
                near if near.startswith("did") else f"add `{event.at.column}: plain`",
            )
        elif not said.plain:
            message, hint = (
                f"`{event.at}` is `{shown(said.holds)}`, and the time of `{word}`",
                f"write `{event.at.column}: plain`",
            )
        else:
            continue
        yield Finding(code=CODE, message=message, where=declared.in_map("events", word), why=_WHY, hint=hint)
