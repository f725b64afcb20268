"""A key that a window shows as a pseudonym, and that would have several."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.enforced.pseudonyms import has_one_spelling
from troth.compiler.windows import TableWindow, recipient_windows, windows
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation

CODE = "TR341"
_WHY = "a pseudonym is made of a value's text; of this type, equal values can be written differently"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Columns shown as pseudonyms, of a type whose values have no spelling of their own."""
    found: dict[tuple[Relation, str], str] = {}
    for window in (*windows(declared.policy, mapped), *recipient_windows(declared.policy, mapped)):
        for table in window.tables.values():
            found |= {
                (table.relation, name): window.name for name in _many(table) if (table.relation, name) not in found
            }
    for (relation, name), window_name in found.items():
        kind = mapped.tables[relation].columns[name].column.type
        yield Finding(
            code=CODE,
            message=f"`{relation}.{name}` is {kind}, and `{window_name}` shows it as a pseudonym",
            where=place(declared, relation, name),
            why=_WHY,
            hint="give it a category that the purpose uses, if it names no row by itself; or use another type",
        )


def _many(table: TableWindow) -> Iterator[str]:
    return (name for name, _ in table.pseudonyms if not has_one_spelling(table.table.columns[name].column))
