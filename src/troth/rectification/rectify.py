"""Correcting data (Art. 16 GDPR): which cells would take which value, tried on the database itself before anything is.

Only cells of the person are corrected, and never a key, a link, or the column of an event, a condition or a period.
Cells of issued documents stay as they are; what the person says is kept beside them. What was there before is kept
nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from psycopg.types.json import Jsonb

from troth.access.asking import Asked
from troth.access.noting import enter, say
from troth.access.reading import BUSY
from troth.compiler.build import Compiled
from troth.elsewhere import Deed, Outside, look_outside
from troth.errors import Stale
from troth.findings import Finding, Place
from troth.ledger.entry import Json
from troth.postgres.statements import statement
from troth.rectification.corrections import Correction, Corrections
from troth.rectification.meant import Meant, Places
from troth.rectification.trying import tried
from troth.standing.people import People
from troth.subjects.keys import Connection, Someone, key_columns, known_person


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What was corrected, and what may follow."""

    columns: tuple[str, ...]
    """Columns whose cell has another value now."""
    annotated: tuple[str, ...]
    """Columns beside whose cell something stands now."""
    restrictions: tuple[int, ...]
    """Restrictions because of doubts about what is right, which still stand."""

    def __str__(self) -> str:
        lines = [f"corrected: {', '.join(self.columns)}"] if self.columns else []
        lines += [f"noted beside: {', '.join(self.annotated)}"] if self.annotated else []
        return "\n".join(lines) or "nothing had to be corrected"


def plan_corrections(
    connection: Connection, compiled: Compiled, someone: Someone, values: Mapping[str, Any], *,
    rows: Places | None = None, plain: bool = False,
) -> Corrections:  # fmt: skip
    """What correcting these columns (`member.email`) would do. Tries it and takes it back.

    `rows` names the row that is meant where the person has several in a table (`{"orders": 7}`); `plain` allows plain
    columns too. Raises Refused: TR701 to TR703, TR758 a cell that cannot be corrected, TR759 a value that the database
    does not take.
    """
    with connection.transaction(force_rollback=True):
        plan = _tried(connection, compiled, someone, values, rows=rows or {}, plain=plain)
        return replace(plan, outside=_outside(connection, compiled, plan))


def rectify(connection: Connection, compiled: Compiled, plan: Corrections, asked: Asked) -> Corrected:
    """Do what a plan shows, in one transaction with history and ledger. Raises Refused as planning does.

    Raises Stale (TR750) if the person's rows are not as planned any more.
    """
    me = (plan.kind, plan.key)
    people = People(kind=plan.kind, key=key_columns(compiled.mapped, plan.kind))
    with connection.transaction():
        if asked.also is not None:
            asked.also(connection)
        connection.execute(people.statement("standing lock"), people.given([plan.key]))
        done = _tried(connection, compiled, me, **plan.asked)
        if done.cells != plan.cells:
            raise Stale(_stale(plan))
        changed = [cell for cell in done.cells if cell.changes]
        for cell in changed:
            if cell.annotate:
                _annotate(connection, me, cell, because=asked.because, actor=asked.by)
            detail = {"table": cell.table, "column": cell.column, "row": list(cell.row)}
            word = "annotate" if cell.annotate else "rectify"
            say(connection, compiled, me, word, actor=asked.by, because=asked.because, detail=detail)
        if changed:
            named: dict[str, Json] = {"columns": [cell.name for cell in changed]}
            enter(connection, compiled, me, "rectify", actor=asked.by, detail=named)
        if (outside := _outside(connection, compiled, done)) is not None:
            outside.write(connection, request=asked.request)
    return Corrected(
        columns=tuple(cell.name for cell in changed if not cell.annotate),
        annotated=tuple(cell.name for cell in changed if cell.annotate),
        restrictions=done.restrictions,
    )


def _tried(
    connection: Connection, compiled: Compiled, someone: Someone, values: Mapping[str, Any], *,
    rows: Places, plain: bool,
) -> Corrections:  # fmt: skip
    """The corrections, written into the company's tables in the transaction that is open."""
    me = known_person(connection, compiled.mapped, someone)
    people = People(kind=me[0], key=key_columns(compiled.mapped, me[0]))
    meant = Meant(connection, compiled.mapped, me, rows, plain)
    stands = connection.execute(people.statement("standing restrictions"), people.given([me[1]])).fetchall()
    return Corrections(
        kind=me[0],
        key=me[1],
        cells=tried(connection, compiled.mapped, [meant.cell(name, value) for name, value in values.items()]),
        restrictions=tuple(number for number, ground, *_ in stands if ground == "accuracy"),
        asked={"values": dict(values), "rows": dict(rows), "plain": plain},
    )


def _outside(connection: Connection, compiled: Compiled, plan: Corrections) -> Outside | None:
    """Who else has to hear of what changes (Art. 19 GDPR)."""
    if not plan.categories:
        return None
    deed = Deed(what="rectify", kind=plan.kind, key=plan.key, categories=plan.categories)
    return look_outside(connection, compiled, deed)


def _annotate(connection: Connection, me: Someone, cell: Correction, *, because: str | None, actor: str) -> None:
    says = None if cell.value is None else str(cell.value)
    about = {"kind": me[0], "key": Jsonb(list(me[1])), "table": cell.table, "row": Jsonb(list(cell.row))}
    said = {"column": cell.column, "says": says, "beside_nothing": cell.empty, "because": because, "actor": actor}
    connection.execute(statement("access annotate"), about | said)


def _stale(plan: Corrections) -> Finding:
    return Finding(
        code=BUSY,
        message="the rows of this person have changed since the correction was planned",
        where=Place(object=f"{plan.kind} {', '.join(map(str, plan.key))}"),
        why="a correction does what its reader has looked at, or nothing",
        hint="nothing was changed: look at the correction again, and then make it",
    )
