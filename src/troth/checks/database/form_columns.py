"""A form whose table demands what the form never takes, or whose paths and lists lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped, MappedTable
from troth.postgres.catalogue import Relation
from troth.tables.collecting import Fills
from troth.tables.names import Step

CODE = "TR327"
_WHY = "no row could ever be written through a window, or none would be held to the right fields"

_Said = tuple[str, str]


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A NOT NULL column of a category that is never taken; a path of `by` or a list that is not there."""
    for name, fills in mapped.forms.items():
        for each in fills:
            table = mapped.tables.get(Relation(*each.table))
            if table is None or table.plain:
                continue
            taken = declared.policy.forms[name].categories if name in declared.policy.forms else ()
            for message, hint in (*_demanded(name, table, taken), *_paths(mapped, table, each), *_list(mapped, each)):
                yield Finding(code=CODE, message=message, where=declared.in_map("forms", name), why=_WHY, hint=hint)


def _demanded(name: str, table: MappedTable, taken: tuple[str, ...]) -> Iterator[_Said]:
    for column in table.personal:
        if column.category not in taken and not column.column.nullable and column.column.default is None:
            yield (
                f"`{table.relation}.{column.name}` cannot be empty, and the form `{name}` never takes its category",
                f"take `{column.category}`, or let the column be null",
            )


def _paths(mapped: Mapped, table: MappedTable, fills: Fills) -> Iterator[_Said]:
    for path in fills.by.values():
        yield from _path(mapped, table, path)


def _path(mapped: Mapped, table: MappedTable, path: tuple[Step, ...]) -> Iterator[_Said]:
    here = table
    for step, ahead in zip(path, (*path[1:], None), strict=True):
        column = here.columns.get(step.column)
        if column is None:
            yield f"`{here.relation}` has no column `{step.column}`", "name a column that the data map has"
            return
        if ahead is None:
            if here is not table and column.category is not None:
                message = f"`{here.relation}.{step.column}` is personal, and decides what a form takes elsewhere"
                yield message, "decide by a plain column, or by one of the row itself"
            return
        target = Relation(*ahead.table) if ahead.table else None
        hops = [hop for hop in mapped.hops[here.relation] if step.column in hop.columns and hop.target == target]
        if target is None or target not in mapped.tables or not hops:
            yield f"no foreign key leads from `{here.relation}.{step.column}` to `{target}`", "follow foreign keys"
            return
        here = mapped.tables[target]


def _list(mapped: Mapped, fills: Fills) -> Iterator[_Said]:
    said = fills.list_
    if said is None:
        return
    table = mapped.tables.get(Relation(*said.table))
    if table is None or not table.plain:
        yield (
            f"the list `{said.table}` is no table that is mapped `plain`",
            "map it `plain`: it says nothing about people",
        )
        return
    for column in (said.field, said.is_, *(said.by.get(name, name) for name in fills.by)):
        if column not in table.columns:
            yield f"the list `{said.table}` has no column `{column}`", "correct the name, or say it under `by`"
