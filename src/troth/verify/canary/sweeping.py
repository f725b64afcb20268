"""What the sweep would take of a made-up person, and what it would leave: each such cell with what still needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.belongings import bit
from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.live.live import Live
from troth.compiler.needed.need import Need, Share, held_in
from troth.compiler.rows import Row, equal, qualified
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.retention.decision import Deciding, Gone
from troth.verify.canary.playing import Played
from troth.verify.canary.sight import Held
from troth.verify.evidence import Evidence
from troth.verify.look import Look

HOW = "what nothing needs any more, decided for one person"
HELD = ("hold", "held person", "held row", "file")
"""The sorts of reasons that hold a cell: a hold, or a file that has to go before the cell with its place."""


@dataclass(frozen=True)
class Cell:
    """One cell of a person: its table, the primary key of its row as text, and its column."""

    table: Relation
    key: tuple[str, ...]
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


def cells_of_person(look: Look, person: Played, keys: Held, categories: frozenset[str]) -> frozenset[Cell]:
    """The cells of these categories that are the person's and nobody else's, and say something."""
    found = set()
    for table in look.personal:
        owners = {name for name, owner in table.owners.items() if owner.kind == person.kind}
        for whose, key in keys.get(str(table.relation), ()):
            for column in table.personal:
                mine = [name for name in column.owners if name in owners and whose & bit(table, name)]
                if column.category in categories and mine and len(column.owners) == len(mine):
                    found.add(Cell(table.relation, tuple(map(str, key)), column.name))
    return speaking(look, found)


def speaking(look: Look, cells: Iterable[Cell]) -> frozenset[Cell]:
    """Those of some cells that are there and say something: not empty, and not what erasing makes of them."""
    rows: dict[tuple[Relation, tuple[str, ...]], list[Cell]] = {}
    for cell in sorted(cells, key=str):
        rows.setdefault((cell.table, cell.key), []).append(cell)
    found: set[Cell] = set()
    for (relation, key), group in rows.items():
        table = look.compiled.mapped.tables[relation]
        row, zone = Row("t"), look.compiled.policy.time_zone
        known = [sql.SQL("{}::text").format(column) for column in row.columns(table.table.primary_key)]
        erased = [is_erased(table, table.columns[cell.column], row, zone) for cell in group]
        query = sql.SQL("select {} from {} as t where {}").format(
            sql.SQL(", ").join(erased), qualified(relation), equal(known, [sql.Literal(part) for part in key])
        )
        letters = look.connection.execute(query).fetchone() or (True,) * len(group)
        found |= {cell for cell, gone in zip(group, letters, strict=True) if not gone}
    return frozenset(found)


def taken_by_sweep(look: Look, person: Played) -> frozenset[Cell]:
    """The cells that a sweep of this moment would take of the person."""
    return _cells(_gone(look, person), lambda each: _all(look, each) if each.deleted else each.cells) | made_plain(
        look, person
    )


def made_plain(look: Look, person: Played) -> frozenset[Cell]:
    """The cells that it would leave, while it takes away every link that leads from them to the person."""
    return _cells(_gone(look, person), lambda each: each.plain if _unlinks(look, person, each) else ())


def _unlinks(look: Look, person: Played, gone: Gone) -> bool:
    """Whether a row is the person's no more: a link by which it is theirs is among what goes."""
    owners = look.compiled.mapped.tables[gone.table].owners.values()
    links = {name for owner in owners if owner.kind == person.kind for name in owner.links}
    return bool(links & {*gone.cells})


def _gone(look: Look, person: Played) -> tuple[Gone, ...]:
    look.connection.execute("set local jit = off")
    return Deciding(look.compiled, person.kind, person.key).decide(look.connection)


def _cells(gone: Iterable[Gone], names: Callable[[Gone], Iterable[str]]) -> frozenset[Cell]:
    return frozenset(
        Cell(each.table, tuple(map(str, key)), name) for each in gone for key in each.keys for name in names(each)
    )


def _all(look: Look, gone: Gone) -> tuple[str, ...]:
    return tuple(look.compiled.mapped.tables[gone.table].columns)


def left_by_sweep(look: Look, person: Played, cells: frozenset[Cell]) -> Iterator[Evidence]:
    """All of these cells go, but for what a hold keeps; nothing where the person has no such cell."""
    if not cells:
        return
    left = {cell: still_needed(look, person, cell) for cell in cells - taken_by_sweep(look, person)}
    wrong = {cell: why for cell, why in left.items() if not why or not all(sort in HELD for sort, _ in why)}
    if wrong:
        said = sorted(f"{cell} ({_because(why)})" for cell, why in wrong.items())
        says = f"the sweep would leave {', '.join(said[:6])} of `{person.name}`"
        yield Evidence(kept=False, says=says, how=HOW, count=len(cells))
        return
    holds = sorted({name or sort for why in left.values() for sort, name in why})
    plain = len(made_plain(look, person) & cells)
    unlinked = f", {plain} of them by leaving them plain, without any link to a person" if plain else ""
    whole = f"the sweep would take all {len(cells)} cells of `{person.name}`{unlinked}"
    part = f"of {len(cells)} cells of `{person.name}` the sweep would take all but {len(left)} that are held ({{}})"
    says = part.format(", ".join(holds)) if left else whole
    yield Evidence(kept=True, says=says, how=HOW, count=len(cells))


def _because(why: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(name or sort for sort, name in why) or "nothing needs it"


def still_needed(look: Look, person: Played, cell: Cell) -> tuple[tuple[str, str], ...]:
    """What makes a cell needed now: sort and name of each reason."""
    table = look.compiled.mapped.tables[cell.table]
    column = table.columns[cell.column]
    theirs = [each for each in held_in(table, column) if each.owner.kind == person.kind]
    return tuple(dict.fromkeys(reason for each in theirs for reason in _reasons(look, table, each, cell)))


def _reasons(look: Look, table: MappedTable, theirs: Share, cell: Cell) -> Iterator[tuple[str, str]]:
    row = Row(table.relation.name)
    need = Need(Live(look.compiled.policy, look.compiled.mapped))
    known = [sql.SQL("{}::text").format(column) for column in row.columns(table.table.primary_key)]
    same = equal(known, [sql.Literal(part) for part in cell.key])
    for reason in need.reasons(row, table, theirs):
        query = sql.SQL("select exists (select from {} where {} and ({}))").format(
            qualified(table.relation), same, reason.says
        )
        found = look.connection.execute(query).fetchone()
        if found and found[0]:
            yield reason.sort, reason.name
