"""A column that is called plain and treated as personal."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR207"
_WHY = "a plain column says nothing about a person, so it is nobody's and is never erased by itself"


def check(declared: Declared) -> Iterator[Finding]:
    """`of`, `erase` or `from` on a column that holds `plain`."""
    for name, table in declared.data_map.tables.items():
        for column, said in table.columns.items():
            for key in sorted(said.model_fields_set - {"holds"}) if said.plain else ():
                word = "from" if key == "provided_by" else key
                yield Finding(
                    code=CODE,
                    message=f"`{name}.{column}` is plain, and has `{word}`",
                    where=declared.in_table(name, "columns", column, word),
                    why=_WHY,
                    hint=f"name the category it holds, or leave `{word}` out",
                )
