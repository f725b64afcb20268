"""Nobody reaches the data of a category but the windows of purposes that use it, in the rows that are theirs."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.rows import qualified
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Cell, cells_of, doors, outside_readers, outside_views, policies_of, unguarded
from troth.verify.trying import refusal

KIND = "access"
EVERYTHING = "everything"
ARGUMENT = takes("category", one_of=(EVERYTHING,))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Rights on the columns, views over them, row security on their tables, and an attempt as each window's role."""
    policy, asked = look.compiled.policy, argument.all("category")
    cells = cells_of(look, frozenset(policy.categories) if EVERYTHING in asked else policy.categories_of(asked))
    if not cells:
        yield Unproved(says="no column holds it")
        return
    yield _rights(look, cells)
    yield _views(look, cells)
    yield _rows(look, cells)
    yield _attempts(look, cells)


def _rights(look: Look, cells: tuple[Cell, ...]) -> Evidence:
    found = outside_readers(look, cells)
    roles = look.rows("proof role count")[0]["count"]
    says = (
        f"{_several(found)} may read it without a purpose that uses it"
        if found
        else f"of {roles} roles, only those behind purposes that use it have a right on its {len(cells)} columns"
    )
    return Evidence(
        kept=not found, says=says, how="has_column_privilege() of every role on every column", count=roles * len(cells)
    )


def _views(look: Look, cells: tuple[Cell, ...]) -> Evidence:
    found = outside_views(look, cells)
    says = f"{_several(found)} shows it" if found else "no view shows it to anyone else"
    return Evidence(
        kept=not found, says=says, how="pg_depend, from the columns to every view over them", count=len(cells)
    )


def _rows(look: Look, cells: tuple[Cell, ...]) -> Evidence:
    tables = frozenset(cell.table.relation for cell in cells)
    wrong, policies = unguarded(look, tables), policies_of(look, tables)
    says = (
        "; ".join(wrong)
        if wrong
        else f"row security is on, with {len(policies)} row policies as compiled, on {_names(tables)}"
    )
    return Evidence(kept=not wrong, says=says, how="pg_class.relrowsecurity and pg_policy", count=len(policies))


def _attempts(look: Look, cells: tuple[Cell, ...]) -> Evidence:
    tables = sorted({cell.table.relation for cell in cells})
    through = [
        f"{door.role} on {table}"
        for door in doors(look)
        for table in tables
        if refusal(look, door.role, sql.SQL("select 1 from {} limit 1").format(qualified(table))) is None
    ]
    tried = len(doors(look)) * len(tables)
    says = (
        f"{'; '.join(through)} was let in"
        if through
        else f"each of {len(doors(look))} window roles was refused at the tables"
    )
    return Evidence(kept=not through, says=says, how="set role, select from the table itself", count=tried)


def _several(found: tuple[tuple[str, str], ...]) -> str:
    said = [f"{role} ({what})" for role, what in found]
    return ", ".join(said[:5]) + (f" and {len(said) - 5} more" if len(said) > 5 else "")


def _names(tables: frozenset[object]) -> str:
    return ", ".join(sorted(map(str, tables)))
