"""A made-up person is erased, and looked for afterwards: in each cell that was theirs, in windows, in every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.rows import equal
from troth.erasure.erase import Erasure
from troth.erasure.plan import Erasing, Receipt
from troth.erasure.staying import PLAIN
from troth.errors import TrothError
from troth.postgres.taken_back import taken_back
from troth.retention.decision import Gone
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import Held, Sight, held, sees
from troth.verify.canary.sweeping import Cell, cells_of_person, speaking
from troth.verify.evidence import Evidence
from troth.verify.look import Look
from troth.verify.reach import door_of


@dataclass(frozen=True)
class Erased:
    """A made-up person who was erased, looked for, and brought back: what was seen of it."""

    person: Played
    cells: frozenset[Cell]
    """Everything of theirs alone that said something before."""
    left: frozenset[Cell]
    """What still did afterwards."""
    receipt: Receipt
    again: tuple[Gone, ...]
    """What a second erasure would still take."""
    entered: bool
    """Whether it was in the ledger."""
    seen: Mapping[str, Sight]
    """What each purpose that ended still saw of what was theirs."""
    tables: tuple[str, ...]
    """The tables that still knew them, where nothing stays."""
    searched: int


def erased(
    look: Look, canary: Canary, person: Played, *, part: tuple[str, ...] = (), child: bool = False
) -> Erased | Evidence:
    """Erase somebody, whole or in part, look, and undo it; or that it cannot be done. It is tried once a run."""
    known = (person.name, part, child)
    if known not in canary.seen:
        with taken_back(look.connection):
            canary.seen[known] = _erased(look, canary, person, Asked(part, child))
    found: Erased | Evidence = canary.seen[known]
    return found


@dataclass(frozen=True)
class Asked:
    """How far an erasure goes."""

    part: tuple[str, ...]
    child: bool


def _erased(look: Look, canary: Canary, person: Played, asked: Asked) -> Erased | Evidence:
    if asked.child:
        canary.say(person, "child_found")
    keys = held(canary, person)
    cells = cells_of_person(look, person, keys, frozenset(look.compiled.policy.categories))
    erasing = Erasing(kind=person.kind, key=person.key, categories=asked.part, child=asked.child)
    erasure = Erasure(connection=look.connection, compiled=look.compiled, erasing=erasing)
    try:
        with company_path(canary):
            receipt = erasure.apply(None, because=ACTOR, actor=ACTOR)
            again = erasure.deciding.decide(look.connection)
    except TrothError as problem:
        says = f"`{person.name}` cannot be erased: {problem.findings[0].message}"
        return Evidence(kept=False, says=says, how="erased, in a transaction that is undone", count=0)
    stays = any(each.sort != PLAIN for each in receipt.stays)
    tables, searched = ((), 0) if stays else _known_in(look, canary, person)
    named = _named_in(look, keys, held(canary, person))
    return Erased(
        person=person,
        cells=cells,
        left=speaking(look, cells),
        receipt=receipt,
        again=again,
        entered=bool(look.rows("proof entries with", {"word": "erase", "part": f'"actor":"{ACTOR}"'})[0]["count"]),
        seen={name: sees(canary, door_of(look, name), person, named) for name in receipt.ended.purposes},
        tables=tables,
        searched=searched,
    )


def _named_in(look: Look, before: Held, now: Held) -> Held:
    """The rows that were the person's, but for those that were let go: these are plain, and anybody's to see."""
    letting = {str(table.relation) for table in look.personal if table.lets_go}
    return {table: now.get(table, ()) if table in letting else rows for table, rows in before.items()}


@contextmanager
def company_path(canary: Canary) -> Iterator[None]:
    """The company's own triggers run as they do outside."""
    canary.connection.execute(sql.SQL("set local search_path = {}").format(sql.SQL(", ").join(canary.path)))
    yield
    canary.connection.execute("set local search_path = ''")


def _known_in(look: Look, canary: Canary, person: Played) -> tuple[tuple[str, ...], int]:
    """The tables in which a person still is, by their key, of all that were searched."""
    tables = [table for table, rows in held(canary, person).items() if rows]
    own = look.rows("proof tables about people")
    key = [str(part) for part in person.key]
    for row in own:
        query = _about(row["name"], row["columns"], person.kind, key)
        if query is not None and (found := look.connection.execute(query).fetchone()) and found[0]:
            tables.append(f"troth.{row['name']}")
    return tuple(tables), len(look.personal) + len(own)


def _about(name: str, columns: list[str], kind: str, key: list[str]) -> sql.Composed | None:
    """Whether one of Troth's tables has a row about this person, by the columns it names people with."""
    table = sql.Identifier("troth", name)
    subject = [column for column in columns if column == "subject" or column.startswith("subject_")]
    if subject and name.endswith(f"_{kind}"):
        here = [sql.SQL("{}::text").format(sql.Identifier(column)) for column in subject]
        same = equal(here, [sql.Literal(part) for part in key])
        return sql.SQL("select exists (select from {} where {})").format(table, same)
    if {"kind", "key"} <= set(columns):
        return sql.SQL(
            "select exists (select from {} where kind = {} and "
            "array(select pg_catalog.jsonb_array_elements_text(key)) = {}::text[])"
        ).format(table, sql.Literal(kind), sql.Literal(key))
    return None
