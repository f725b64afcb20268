"""Rows that are to be plain once they are unlinked, and that something would still link to a person."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.erasable.erased_values import erasable
from troth.compiler.erasable.fates import fates
from troth.findings import Finding
from troth.mapped.model import Hop, Mapped, MappedColumn, MappedTable
from troth.postgres.catalogue import Relation

CODE = "TR342"
_WHY = "a cell is plain only once nothing in its row leads to a person any more"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Every table with a column that is plain once unlinked: all that could lead from its rows to people can go."""
    for table in mapped.tables.values():
        if not table.lets_go:
            continue
        for column, says, hint in _leads(declared, mapped, table):
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column}` {says}, so its rows are never unlinked",
                where=place(declared, table.relation, column if column in _written(declared, table) else None),
                why=_WHY,
                hint=hint,
            )


def _written(declared: Declared, table: MappedTable) -> frozenset[str]:
    """The columns of which the data map says something."""
    names = (name for name in declared.data_map.tables if (name.schema, name.name) == tuple(table.relation))
    return frozenset(column for name in names for column in declared.data_map.tables[name].columns)


def _leads(declared: Declared, mapped: Mapped, table: MappedTable) -> Iterator[tuple[str, str, str]]:
    """Of each column in the way: its name, what is wrong with it, and what helps."""
    for owner in table.owners.values():
        if owner.when:
            yield owner.links[0], "is a link in some rows only (`when`)", "give each owner a link of its own"
    hops = (hop for hop in fates(mapped)[table.relation].hops if _is_personal(mapped, hop.target))
    referring = {name: hop for hop in hops for name in hop.columns}
    for name, hop in referring.items():
        if not _can_be_null(table, table.columns[name]):
            category = "" if name in table.links else ", and write the category that it holds"
            yield name, f"refers to {hop.target} and cannot become null", f"let it be null{category}"
    for hop in mapped.hops.get(table.relation, ()):
        if (there := _beyond(mapped, hop)) is not None:
            yield hop.columns[0], f"leads over {hop.target} to {there}", f"map {hop.target} as what it is: personal"
    for column in table.personal:
        yield from _of_cell(declared, table, column, column.name in referring)


def _of_cell(
    declared: Declared, table: MappedTable, column: MappedColumn, refers: bool
) -> Iterator[tuple[str, str, str]]:
    levels = declared.policy.categories[column.category or ""].levels
    if column.once_unlinked and (refers or column.name in table.table.primary_key):
        yield column.name, "is a key", "leave `once_unlinked` out: a key is never plain"
    elif not erasable(table, column):
        hint = "let it be null, or say with `erase` what it becomes"
        yield column.name, "holds a category and cannot be erased", hint
    elif column.once_unlinked and levels:
        yield column.name, "has levels", "give it a category without levels"
    elif levels and column.erase not in (None, "null"):
        yield column.name, "has levels, and is not erased to null", "let it be null, and leave `erase` out"


def _can_be_null(table: MappedTable, column: MappedColumn) -> bool:
    known = column.category is not None or column.name in table.links
    return known and erasable(table, column) and column.column.nullable and column.erase in (None, "null")


def _is_personal(mapped: Mapped, relation: Relation) -> bool:
    table = mapped.tables.get(relation)
    return table is not None and not table.plain


def _beyond(mapped: Mapped, hop: Hop) -> Relation | None:
    """The first table with personal data that plain tables lead to from here."""
    waiting, seen = [hop.target], set[Relation]()
    while waiting:
        relation = waiting.pop()
        table = mapped.tables.get(relation)
        if relation in seen or table is None or not table.plain:
            continue
        seen.add(relation)
        for onward in mapped.hops.get(relation, ()):
            if _is_personal(mapped, onward.target):
                return onward.target
            waiting.append(onward.target)
    return None
