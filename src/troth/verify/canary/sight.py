"""What a window shows of a made-up person, and what is held of them: rows counted, table by table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from troth.compiler.belongings import WHOSE, Belongings, bits, key_column
from troth.compiler.enforced.pseudonyms import pseudonym
from troth.compiler.rows import Row, both, either, qualified
from troth.compiler.windows import TableWindow
from troth.mapped.model import Owner
from troth.verify.canary.playing import Canary, Played
from troth.verify.reach import Door
from troth.verify.written import among

MOST_KEYS = 500
_SEEN = Row("v")

Held = Mapping[str, tuple[tuple[int, tuple[Any, ...]], ...]]
"""By table: of each row, whose it is (see belongings.bit), and its primary key."""


@dataclass(frozen=True)
class Sight:
    """How many rows of a person a window shows, by table."""

    rows: Mapping[str, int]
    untold: tuple[str, ...] = ()
    """Tables with rows of theirs in which nothing tells whether they are seen, or only somebody else in the row."""

    @property
    def count(self) -> int:
        return sum(self.rows.values())

    def __str__(self) -> str:
        shown = [f"{count} of {table}" for table, count in self.rows.items() if count]
        return (", ".join(shown) or "nothing") + self.not_looked_at

    @property
    def not_looked_at(self) -> str:
        """In words, which tables were left out; nothing if none was."""
        many = f"{len(self.untold)} table{'s' if len(self.untold) > 1 else ''}"
        return f" (not looked at: {many}, {', '.join(self.untold)})" if self.untold else ""


def held(canary: Canary, person: Played) -> Held:
    """The rows of a person in the tables themselves."""
    found: dict[str, tuple[tuple[int, tuple[Any, ...]], ...]] = {}
    with canary.connection.transaction(), canary.connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("set local search_path = ''; set local role none", prepare=False)
        for relation, names, query in _held(canary, person):
            rows = cursor.execute(query).fetchall()
            found[relation] = tuple((row[WHOSE], tuple(row[name] for name in names)) for row in rows)
    return found


def _held(canary: Canary, person: Played) -> tuple[tuple[str, tuple[str, ...], bytes], ...]:
    """What is asked of each table, and under which names it gives keys; composed once for a person."""
    known = ("held", person.kind, person.key)
    if known not in canary.compiled.once:
        belongings, limit = Belongings(canary.compiled.mapped), sql.Literal(MOST_KEYS)
        of = (
            (table, belongings.of(table, person.kind, _key(canary, person))) for table in belongings.tables(person.kind)
        )
        canary.compiled.once[known] = tuple(
            (
                str(table.relation),
                tuple(key_column(count + 1) for count in range(len(table.table.primary_key))),
                sql.SQL("{} limit {}").format(query, limit).as_bytes(canary.connection),
            )
            for table, query in of
        )
    found: tuple[tuple[str, tuple[str, ...], bytes], ...] = canary.compiled.once[known]
    return found


def _key(canary: Canary, person: Played) -> list[sql.Composable]:
    subject = canary.compiled.mapped.subject_table(person.kind)
    columns = (subject.columns[name].column for name in subject.table.primary_key)
    return [
        sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(column.type))
        for value, column in zip(person.key, columns, strict=True)
    ]


def sees(canary: Canary, door: Door, person: Played, rows: Held, *, anyhow: bool = False, again: bool = False) -> Sight:
    """The rows of a person that a window shows now. `rows` are those that are held (see held).

    `anyhow`: also rows of which the window shows what is somebody else's in them. `again`: it is asked more than once.
    """
    found, untold = {}, []
    for table in door.window.tables.values():
        there = rows.get(str(table.relation), ())
        if anyhow or not table.joint:
            asked = _of_everybody(door, table, there if anyhow else _mine(table, person.kind, there))
        else:
            by_owner = _by_owner(table, person.kind, there)
            asked = _of_person(canary, door, table, by_owner)
            untold += [str(table.relation)] if any(not table.alone_of(owner) for owner, _ in by_owner) else []
        if asked is not None:
            query, role = asked
            found[str(table.relation)] = canary.as_role(role, [door.schema], query, again=again).rows[0]["count"]
    return Sight(found, tuple(untold))


Keys = Sequence[tuple[Any, ...]]
"""Primary keys."""
Whose = Sequence[tuple[int, tuple[Any, ...]]]
"""Of each row, whose it is, and its primary key."""


def _of_everybody(door: Door, table: TableWindow, rows: Whose) -> tuple[sql.Composed, str] | None:
    """How to count the rows that a window shows, and as which role."""
    keys = [key for _, key in rows]
    # By a pseudonym no row is found: there the role behind the window counts, under the same row policies.
    behind = bool(table.pseudonyms)
    place = qualified(table.relation) if behind else sql.Identifier(door.schema, table.relation.name)
    return (_count(place, among(_SEEN, table.table, keys)), door.sees if behind else door.role) if keys else None


def _mine(table: TableWindow, kind: str, rows: Whose) -> Whose:
    """The rows in which the person is an owner whose standing decides here."""
    whose = bits(table.table, [owner.name for owner in table.owners if owner.kind == kind])
    return [row for row in rows if row[0] & whose]


def _by_owner(table: TableWindow, kind: str, rows: Whose) -> list[tuple[Owner, Keys]]:
    """Each owner whom the person is in some of the rows, with the keys of these."""
    named = {owner: bits(table.table, [owner.name]) for owner in table.owners if owner.kind == kind}
    found = [(owner, [key for whose, key in rows if whose & bit]) for owner, bit in named.items()]
    return [(owner, keys) for owner, keys in found if keys]


def _of_person(
    canary: Canary, door: Door, table: TableWindow, by_owner: list[tuple[Owner, Keys]]
) -> tuple[sql.Composed, str] | None:
    """How to count the rows of which something of the person is shown, where each owner decides about what is theirs.

    Only the window itself tells. Where it shows pseudonyms, it is read whole.
    """
    found = []
    for owner, keys in by_owner:
        cells = [sql.SQL("{} is not null").format(_SEEN.column(name)) for name in table.alone_of(owner)]
        if cells:
            found.append(both([among(_SEEN, table.table, _as_shown(canary, door, table, keys)), either(cells)]))
    return (_count(sql.Identifier(door.schema, table.relation.name), either(found)), door.role) if found else None


def _as_shown(canary: Canary, door: Door, table: TableWindow, keys: Keys) -> Keys:
    """Keys as a window shows them, worked out by who keeps its secret."""
    names, hidden = table.table.table.primary_key, dict(table.pseudonyms)
    if hidden.keys().isdisjoint(names):
        return keys
    row, types = Row("k"), [table.table.columns[name].column.type for name in names]
    cells = [pseudonym(door.window.name, hidden[name], row.column(name)) if name in hidden else row.column(name)
             for name in names]  # fmt: skip
    typed = (
        sql.SQL("({})").format(
            sql.SQL(", ").join(sql.SQL("{}::{}").format(sql.Literal(part), sql.SQL(type_))
                               for part, type_ in zip(key, types, strict=True))
        )
        for key in keys
    )  # fmt: skip
    query = sql.SQL("select jsonb_build_array({}) as key from (values {}) as k ({})").format(
        sql.SQL(", ").join(cells), sql.SQL(", ").join(typed), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    return [tuple(found["key"]) for found in canary.as_role(canary.compiled.names.keeper, (), query).rows]


def _count(place: sql.Identifier, where: sql.Composable) -> sql.Composed:
    return sql.SQL("select count(*) as count from {} as v where {}").format(place, where)
