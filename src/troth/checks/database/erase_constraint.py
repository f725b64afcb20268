"""An erased value that a constraint of the table refuses: already taken by another row, not allowed, or not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.checks.database.where import erase_in_words, personal_columns, place
from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped, MappedColumn, MappedTable
from troth.postgres.catalogue import Check
from troth.tables.model import EraseTo

CODE = "TR312"
_WHY = "the sweep would stop at the first row that the constraint refuses"

_NULL, _UNKNOWN = "null", "unknown"
_LIST = re.compile(r"CHECK \(\(+(?P<column>\w+)\)?(?:::\w+)? = ANY \(+ARRAY\[(?P<values>.*?)\]")
_COMPARED = re.compile(r"CHECK \(\((?P<column>\w+) (?P<operator>[<>]=?|<>) \(*'?(?P<value>-?[\d.]+)'?\)*(?:::\w+)?\)\)")
_WORD = re.compile(r"'((?:[^']|'')*)'")


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Each unique, check or foreign key that refuses what a cell becomes; a note where only the database can tell."""
    for table, column in personal_columns(mapped):
        if column.column.generated or (column.erase is None and not column.column.nullable):
            continue
        for level, trouble in (*_keys(table, column), *_checks(table, column), *_foreign_keys(table, column)):
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column.name}`, erased by `{erase_in_words(column)}`: {trouble}",
                where=place(declared, table.relation, column.name),
                why=_WHY,
                hint=_hint(column, level),
                level=level,
            )


def _keys(table: MappedTable, column: MappedColumn) -> Iterator[tuple[Level, str]]:
    if not isinstance(column.erase, EraseTo):
        return
    for key in table.table.keys:
        if key.columns == (column.name,) and key.complete:
            yield Level.ERROR, f"`{key.name}` allows no second row with the same value"
        elif column.name in key.columns:
            yield Level.NOTE, f"`{key.name}` may refuse it where the other columns are alike"


def _checks(table: MappedTable, column: MappedColumn) -> Iterator[tuple[Level, str]]:
    for constraint in table.table.checks:
        if column.name not in constraint.columns:
            continue
        verdict = _verdict(constraint, column)
        if verdict == "refused":
            yield Level.ERROR, f"`{constraint.name}` refuses it: {constraint.definition}"
        elif verdict == _UNKNOWN:
            yield (
                Level.NOTE,
                f"only the database can tell whether `{constraint.name}` allows it: {constraint.definition}",
            )


def _verdict(constraint: Check, column: MappedColumn) -> str:
    """Whether a check allows the erased value: `allowed`, `refused` or `unknown`."""
    if column.erase in (None, _NULL):
        return _null_verdict(constraint, column.name)
    value = column.erase.set if isinstance(column.erase, EraseTo) else None
    if value is None:
        return _UNKNOWN
    listed, compared = _LIST.match(constraint.definition), _COMPARED.fullmatch(constraint.definition)
    if listed and listed["column"] == column.name and len(constraint.columns) == 1:
        return "allowed" if str(value) in _WORD.findall(listed["values"]) else "refused"
    if compared and compared["column"] == column.name and isinstance(value, int | float):
        return "allowed" if _holds(float(value), compared["operator"], float(compared["value"])) else "refused"
    return _UNKNOWN


def _null_verdict(constraint: Check, column: str) -> str:
    """A check that comes out as null allows the row, so that only a test for null itself refuses it."""
    if "IS NOT NULL" not in constraint.definition and "COALESCE" not in constraint.definition:
        return "allowed"
    return "refused" if constraint.definition == f"CHECK (({column} IS NOT NULL))" else _UNKNOWN


def _holds(left: float, operator: str, right: float) -> bool:
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "<>": left != right}[
        operator
    ]


def _foreign_keys(table: MappedTable, column: MappedColumn) -> Iterator[tuple[Level, str]]:
    if column.erase in (None, _NULL):
        return
    for key in table.table.foreign_keys:
        if column.name not in key.columns:
            continue
        if isinstance(column.erase, EraseTo) and column.erase.set is not None:
            yield Level.NOTE, f"`{key.name}` needs a row of `{key.target}` with this value"
        else:
            yield Level.ERROR, f"`{key.name}` needs a row of `{key.target}` with that value, and there is none"


def _hint(column: MappedColumn, level: Level) -> str:
    if level is Level.NOTE:
        return "if it does not, let erase be `unique` or another value, or change the constraint before the first sweep"
    if column.column.nullable and column.erase not in (None, _NULL):
        return "write `erase: null`, or change the constraint"
    return "write `erase: unique`, or another value that the constraint allows, or change the constraint"
