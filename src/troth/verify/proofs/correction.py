"""Wrong data is put right: the cell, every window that shows it, and nothing is kept of what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from troth.access import Asked
from troth.compiler.belongings import bits
from troth.compiler.rows import Row, both, qualified
from troth.errors import Refused
from troth.mapped.model import MappedColumn, MappedTable
from troth.policy.kept_by import Argument, takes
from troth.rectification.corrections import Correction, Corrections
from troth.rectification.rectify import plan_corrections, rectify
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import Held, held
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, doors

KIND = "correction"
EVERYTHING = "everything"
ARGUMENT = takes("category", one_of=(EVERYTHING,))
NEEDS = "canary"

TRIED = ("Put Right", "put.right@canary.example", "+49 30 0000000", "12", "2020-02-02", "2020-02-02 12:00+00", "true")
"""Values of which one fits most columns."""


@dataclass(frozen=True)
class Tried:
    """A cell of one of the canary's people that a value was found for."""

    person: Played
    table: MappedTable
    column: MappedColumn
    plan: Corrections

    @property
    def cell(self) -> Correction:
        return self.plan.cells[0]

    @property
    def name(self) -> str:
        return f"{self.table.relation}.{self.column.name}"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """One cell of each category is corrected for the canary, looked at, and put back."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    asked = argument.all("category")
    policy = look.compiled.policy
    wanted = frozenset(policy.categories) if EVERYTHING in asked else policy.categories_of(asked)
    keys = {person: held(canary, person) for person in canary.people()}
    for category in sorted(wanted):
        tried = next(_tries(look, keys, category), None)
        if tried is not None:
            yield from _corrected(look, canary, tried)
        elif EVERYTHING not in asked:
            yield Unproved(says=f"the canary has no cell of {category} that one of the values tried would fit")


def _tries(look: Look, keys: dict[Played, Held], category: str) -> Iterator[Tried]:
    """Cells of a category, each with the first value that the company's own database takes."""
    for person, rows in keys.items():
        for table in look.personal:
            for column in table.personal:
                mask = bits(table, column.owners)
                key = next((key for whose, key in rows.get(str(table.relation), ()) if whose & mask), None)
                if key is not None and column.category == category:
                    yield from _fitting(look, person, table, column, key)


def _fitting(
    look: Look, person: Played, table: MappedTable, column: MappedColumn, key: tuple[object, ...]
) -> Iterator[Tried]:
    for value in TRIED:
        try:
            plan = plan_corrections(
                look.connection, look.compiled, (person.kind, person.said_key),
                {f"{table.relation}.{column.name}": value}, rows={str(table.relation): key},
            )  # fmt: skip
        except Refused:
            continue
        if not plan.empty:
            yield Tried(person, table, column, plan)
            return


def _corrected(look: Look, canary: Canary, tried: Tried) -> Iterator[Evidence]:
    before = _read(canary, tried, None)
    with look.connection.transaction(force_rollback=True):
        rectify(look.connection, look.compiled, tried.plan, Asked(actor=ACTOR, because=ACTOR))
        yield _changed(canary, tried, before)
        if not tried.cell.annotate:
            yield from _shown(look, canary, tried)
        yield _remembered(canary, tried)


def _changed(canary: Canary, tried: Tried, before: str | None) -> Evidence:
    now, whose = _read(canary, tried, None), f"{tried.column.category} of `{tried.person.name}`"
    if tried.cell.annotate:
        kept = now == before
        says = f"{whose} stays in {tried.name}, as it was issued" if kept else f"an issued {tried.name} was changed"
    else:
        kept = now != before
        says = f"{whose} is put right in {tried.name}" if kept else f"{tried.name} is as it was"
    return Evidence(kept=kept, says=says, how="rectify, then the table itself", count=1)


def _shown(look: Look, canary: Canary, tried: Tried) -> Iterator[Evidence]:
    """Whoever sees the cell sees it as it is now."""
    now = _read(canary, tried, None)
    for door in doors(look):
        if door.window.recipient is None and door.window.shows(tried.table.relation, tried.column.name):
            sees = _read(canary, tried, door)
            if sees is not None:
                says = f"{door.window.purpose} reads it so" if sees == now else f"{door.window.purpose} reads another"
                yield Evidence(kept=sees == now, says=says, how=f"set role {door.role}; read the cell", count=1)
                return


def _remembered(canary: Canary, tried: Tried) -> Evidence:
    words = [word for word in canary.subject(tried.person).history() if word.word in ("rectify", "annotate")]
    told = dict(words[-1].detail) if words else {}
    kept = told == {
        "table": tried.cell.table,
        "column": tried.column.name,
        "row": list(tried.cell.row),
        "because": ACTOR,
    }
    says = "its history says that, when, by whom and in which column, and no value" if kept else "its history does not"
    return Evidence(kept=kept, says=says, how="the last word of its history", count=len(words))


def _read(canary: Canary, tried: Tried, door: Door | None) -> str | None:
    """The cell as text: in the table itself, or through a window, which may not see the row."""
    here = Row("t")
    key = zip(tried.table.table.primary_key, tried.cell.row, strict=True)
    same = [sql.SQL("{}::text = {}").format(here.column(name), sql.Literal(str(value))) for name, value in key]
    place = sql.Identifier(tried.table.relation.name) if door else qualified(tried.table.relation)
    query = sql.SQL("select {}::text as cell from {} as t where {}").format(
        here.column(tried.column.name), place, both(same)
    )
    rows = canary.as_role(door.role, [door.schema], query) if door else canary.as_role(None, [], query)
    return rows.rows[0]["cell"] if rows.rows else None
