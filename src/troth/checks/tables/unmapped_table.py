"""A table that is spoken of and not in the map."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Place, did_you_mean
from troth.tables.model import TableName

CODE = "TR215"
_WHY = "silence is not permission: an unmapped table is seen by no purpose"


def check(declared: Declared) -> Iterator[Finding]:
    """An event, a condition, an aggregate, a link or a path names a table that is not under `tables:`."""
    known = declared.data_map.tables
    for table, where in _named(declared):
        if table not in known:
            yield Finding(
                code=CODE,
                message=f"the table `{table}` is not in the data map",
                where=where,
                why=_WHY,
                hint=did_you_mean(str(table), [str(name) for name in known]),
            )


def _named(declared: Declared) -> Iterator[tuple[TableName, Place]]:
    data_map = declared.data_map
    for word, event in data_map.events.items():
        for table in dict.fromkeys((event.at.table, event.table)):
            yield table, declared.in_map("events", word)
    for word, condition in data_map.conditions.items():
        for table in dict.fromkeys((condition.table, condition.happens_to)):
            yield table, declared.in_map("conditions", word)
    for word, aggregate in data_map.aggregates.items():
        yield aggregate.from_, declared.in_map("aggregates", word, "from")
    for source, target in ((source, target) for source, targets in data_map.links.items() for target in targets):
        for table in dict.fromkeys((source.table, target.table)):
            yield table, declared.in_map("links", str(source))
    for name, declaration in data_map.tables.items():
        for owner, said in declaration.owners.items():
            for step in said.path[1:]:
                if step.table is not None:
                    yield step.table, declared.in_table(name, "owners", owner)
