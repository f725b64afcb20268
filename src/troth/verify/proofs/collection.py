"""A kind of data is taken only through the windows of purposes that may add it, into the columns that hold it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Cell, cells_of, doors, outside_readers

KIND = "collection"
ARGUMENT = takes("category", purposes="purpose")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The columns that hold it, the purposes whose windows may write them, and that nobody else may."""
    cells = cells_of(look, look.compiled.policy.categories_of(argument.all("category")))
    if not cells:
        yield Unproved(says="no column holds it")
        return
    says = f"held in {', '.join(map(str, cells[:8]))}" + (f" and {len(cells) - 8} more" if len(cells) > 8 else "")
    yield Evidence(kept=True, says=says, how="the data map over the live catalogue", count=len(cells))
    yield from _writers(look, cells, argument.all("purposes"))
    found = [pair for privilege in ("insert", "update") for pair in outside_readers(look, cells, privilege)]
    says = (
        f"{', '.join(f'{role} ({column})' for role, column in found[:5])} may write it for no purpose"
        if found
        else "no other role may write it"
    )
    yield Evidence(
        kept=not found, says=says, how="has_column_privilege() of every role on every column", count=len(cells)
    )


def _writers(look: Look, cells: tuple[Cell, ...], only: tuple[str, ...]) -> Iterator[Evidence | Unproved]:
    """The purposes that may add it; none is unproved, for then it comes in some way that nothing here sees."""
    adding = {
        door.window.purpose: door
        for door in doors(look)
        for cell in cells
        if (table := door.window.tables.get(cell.table.relation)) and cell.column in (*table.inserts, *table.updates)
    }
    if not adding:
        yield Unproved(says="no purpose may add it: it comes from outside of the windows")
        return
    others = sorted(set(adding) - set(only)) if only else []
    says = (
        f"also taken for {', '.join(others)}" if others else f"taken for {', '.join(sorted(adding))}, in their windows"
    )
    yield Evidence(kept=not others, says=says, how="insert and update on the windows' columns", count=len(adding))
