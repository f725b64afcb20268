"""Which rows are always erased as a whole, so that no cell of them needs a value to be erased to."""

from __future__ import annotations

from troth.mapped.model import Mapped, MappedTable


def goes_whole(table: MappedTable, mapped: Mapped) -> bool:
    """All personal columns have one category and the same owners, and nothing refers to the table."""
    meanings = {(column.category, frozenset(column.owners)) for column in table.personal}
    return len(meanings) == 1 and not _referred_to(table, mapped)


def _referred_to(table: MappedTable, mapped: Mapped) -> bool:
    by_keys = (key.target for other in mapped.catalogue.tables.values() for key in other.foreign_keys)
    by_owners = (hop.target for other in mapped.tables.values() for owner in other.owners.values() for hop in owner.way)
    return table.relation in {*by_keys, *by_owners}
