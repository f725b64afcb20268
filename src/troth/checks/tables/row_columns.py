"""A column that tells something about each row, and is not a plain column of the table."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.tables.model import Table

CODE = "TR228"
_WHY = "erasing what a row was given for, where it came from or when would change who may see it"


def check(declared: Declared) -> Iterator[Finding]:
    """`only_for`, `origin` or `collected` names a column that is not `plain`."""
    for name, table in declared.data_map.tables.items():
        for key, column in _named(table):
            said = table.columns.get(column)
            if said is None or not said.plain:
                yield Finding(
                    code=CODE,
                    message=f"`{key}` of `{name}` is `{column}`, which is no plain column of it",
                    where=declared.in_table(name, key),
                    why=_WHY,
                    hint=f"write `{column}: plain`" if said else did_you_mean(column, table.columns),
                )


def _named(table: Table) -> Iterator[tuple[str, str]]:
    if table.only_for:
        yield "only_for", table.only_for
    if table.collected:
        yield "collected", table.collected
    for column in table.origin.columns if table.origin else ():
        yield "origin", column
