"""Per table: the rows, links and cells that nothing needs by themselves. Whether they stay for others is said in stays.

A candidate is a row that has something to lose: the row has no needed cell, an owner of it has none, a reference of it
leads to nobody who needs it, or a single cell of it is not needed and not erased yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from psycopg import sql

from troth.compiler.erasable.erased_values import is_erased
from troth.compiler.erasable.fates import Fate, Tie
from troth.compiler.erasable.let_go import is_linked, let_go
from troth.compiler.erasable.levels import coarser, letter_of, levels_of
from troth.compiler.needed.hidden_until import HiddenUntil
from troth.compiler.needed.need import Need, Share, held, held_in
from troth.compiler.needed.supports import Supports
from troth.compiler.rows import FALSE, TRUE, Row, both, either, qualified, with_more
from troth.mapped.model import MappedColumn, Owner

PART, ID, ROW, DEAD, LET_GO = "troth part", "troth id", "troth row", "troth dead", "troth let go"
GOES = "troth goes"
"""The columns that tell in which table (or partition) a row lies and where there, that it has no needed cell, and which
of its cells are not needed: a letter, 0 or 1, for each erasable column; the same for a row that is let go."""


def want(number: int) -> str:
    """The loss of what an owner wants of a row: nothing in it is needed for them."""
    return f"troth want {number}"


def tie(number: int) -> str:
    """The loss of a reference."""
    return f"troth tie {number}"


def counting(number: int) -> str:
    """Whether a hop counts in a row."""
    return f"troth counts {number}"


def some_dead(fate: Fate, dead: sql.Composable) -> sql.Composable:
    """Whether any cell goes or is brought to a level, by the letters of a row."""
    return sql.SQL("{} <> {}").format(dead, sql.Literal("0" * len(fate.erasable)))


@dataclass(frozen=True)
class Candidates:
    """The candidates of one table. `carrying` are the owners for whom a link in another table may have to stay."""

    fate: Fate
    need: Need
    supports: Supports
    carrying: frozenset[str]

    @cached_property
    def _wanting(self) -> tuple[tuple[int, Owner], ...]:
        """The owners on whose want something hangs: a reference of the row, or a link in another table."""
        tied = {owner.name for found in self.fate.ties for owner in found.owners}
        names = tied | self.carrying
        return tuple((number, owner) for number, owner in enumerate(self.fate.linked) if owner.name in names)

    @cached_property
    def row(self) -> Row:
        return Row(self.fate.relation.name)

    def query(self, join: sql.Composable, most: int | None = None) -> sql.Composed:
        """A query of the candidates: where they are, the columns by which rows are joined, and what they can lose.

        `join` narrows which rows of the table are looked at, and `most` how many are found.
        """
        needs, wants, losses = self._needs(), self._wants(), self._losses()
        alias = sql.Identifier(self.row.alias)
        rows: sql.Composable = sql.SQL(
            "select {0}.tableoid as {1}, {0}.ctid as {2}, {0}.* from {3} as {0} {4}"
        ).format(alias, sql.Identifier(PART), sql.Identifier(ID), qualified(self.fate.relation), join)  # fmt: skip
        for says in (needs, wants, losses):
            rows = with_more(rows, self.row, says)
        shown = self.row.columns([PART, ID, *self.fate.columns, *wants, *losses])
        return sql.SQL("select {shown} from ({rows}) as {alias} where {some}{limit}").format(
            shown=sql.SQL(", ").join(shown),
            rows=rows,
            alias=alias,
            limit=sql.SQL(" limit {}").format(sql.Literal(most)) if most is not None else sql.SQL(""),
            some=either([*self._set(), some_dead(self.fate, self.row.column(DEAD))]),
        )

    def _set(self) -> Iterator[sql.Composable]:
        """The losses that make a row a candidate, beside those of its cells."""
        yield self.row.column(ROW)
        yield from (self.row.column(tie(number)) for number, _ in enumerate(self.fate.ties))
        carrying = (number for number, owner in enumerate(self.fate.linked) if owner.name in self.carrying)
        yield from (self.row.column(want(number)) for number in carrying)

    # -- need --------------------------------------------------------------------------------------------------------

    def _needs(self) -> dict[str, sql.Composable]:
        shares = held(self.fate.table)
        needs = {
            f"troth need {number}": self.need.of(self.row, self.fate.table, share)
            for number, share in enumerate(shares)
        }
        for number, share in enumerate(shares):
            for level, _ in enumerate(self.need.live.policy.levels_kept(share.category)):
                need = replace(self.need, finest=level)
                needs[f"troth need {number} at {level}"] = need.of(self.row, self.fate.table, share)
        return needs

    def _known(self, share: Share, level: int | None = None) -> sql.Composable:
        """What was found out about the need of what is held of an owner; with a level, about need no less fine."""
        at = "" if level is None else f" at {level}"
        return self.row.column(f"troth need {held(self.fate.table).index(share)}{at}")

    def _not_needed(self, column: MappedColumn, level: int | None = None) -> sql.Composable:
        return _not(either([self._known(share, level) for share in held_in(self.fate.table, column)]))

    # -- losses -----------------------------------------------------------------------------------------------------

    def _losses(self) -> dict[str, sql.Composable]:
        table = self.fate.table
        known = [self._known(share) for share in held(table)]
        losses = {ROW: _not(either([*known, self.supports.stays(self.row, table)]))}
        losses |= {tie(number): self._untied(found) for number, found in enumerate(self.fate.ties)}
        for number, hop in enumerate(self.fate.hops):
            if self.need.live.mapped.whens(hop):
                losses[counting(number)] = self.need.live.rows.counts(hop)
        if table.lets_go:
            losses[LET_GO] = let_go(self.fate, self.row, self.need.live.policy.time_zone)
        return losses | {DEAD: self._dead()}

    def _wants(self) -> dict[str, sql.Composable]:
        return {want(number): self._unwanted(owner) for number, owner in self._wanting}

    def _unwanted(self, owner: Owner) -> sql.Composable:
        """Nothing in the row is needed for the owner, and no time is left in which it would be."""
        table = self.fate.table
        known = [self._known(share) for share in held(table) if share.owner == owner]
        only_ground = HiddenUntil(self.need).lacks_only_ground(self.row, table, owner)
        return _not(either([*known, only_ground, self.supports.wants(self.row, table, owner)]))

    def _untied(self, found: Tie) -> sql.Composable:
        """A reference that may be taken away: of owners who want nothing, in cells that nobody needs."""
        personal = found.personal(self.fate.table)
        counts = [self.need.live.counts(owner) for owner in found.owners]
        known = [self.row.column(want(self.fate.linked.index(owner))) for owner in found.owners]
        unwanted = [either([_not(says), loss]) for says, loss in zip(counts, known, strict=True)]
        somebody = TRUE if personal else either(counts)
        needed = either([self.supports.ties(self.row, self.fate.table, hop) for hop in found.hops])
        return both([
            is_linked(self.fate.table, self.row) if any(column.once_unlinked for column in personal) else TRUE,
            self._something_left(found),
            somebody,
            *unwanted,
            *(self._not_needed(column) for column in personal),
            _not(needed),
        ])  # fmt: skip

    def _something_left(self, found: Tie) -> sql.Composable:
        return either([_not(self._erased(self.fate.table.columns[name])) for name in found.columns])

    def _erased(self, column: MappedColumn) -> sql.Composable:
        zone = self.need.live.policy.time_zone
        return is_erased(self.fate.table, column, self.row, zone)

    def _dead(self) -> sql.Composable:
        """A letter for each erasable column: whether its cell is not needed and not erased. Of references, later."""
        cells = set(self.fate.cells)
        letters = [self._letter(column) if column in cells else sql.SQL("'0'") for column in self.fate.erasable]
        return sql.SQL(" || ").join(letters) if letters else sql.SQL("''")

    def _letter(self, column: MappedColumn) -> sql.Composable:
        """Whether a cell goes, or is brought to the finest level at which anything needs it and not there yet."""
        policy = self.need.live.policy
        personal = is_linked(self.fate.table, self.row) if column.once_unlinked else TRUE
        something = _not(self._erased(column))
        unneeded = both([personal, self._not_needed(column), something])
        goes = sql.SQL("case when {} then '1'").format(unneeded)
        parts = [goes]
        for place, level in enumerate(levels_of(policy, column)):
            down = [self._not_needed(column, finest) for finest in range(place + 1)]
            finer = coarser(column, level, self.row, policy.time_zone)
            at = self._not_needed(column, place + 1) if place + 1 < len(levels_of(policy, column)) else FALSE
            needed = both([_not(self._not_needed(column)), *down, _not(at), finer, something])
            parts.append(sql.SQL("when {} then {}").format(needed, sql.Literal(letter_of(place))))
        return sql.SQL("{} else '0' end").format(sql.SQL(" ").join(parts))


def _not(says: sql.Composable) -> sql.Composable:
    if says is TRUE:
        return FALSE
    return TRUE if says is FALSE else sql.SQL("not {}").format(says)
