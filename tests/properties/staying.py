"""What stays and what goes, said in plain Python over dictionaries: the least set, grown until nothing more is added.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("What stays") and shares no code with Troth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from properties.evaluator import Evaluator
from properties.lasting import Lasting
from properties.needed import finest, held_by_hand, holding, keeping, keeping_now, needed, needed_for
from properties.periods import read_keep
from properties.reading import Happening, Hop, Owner, Row, is_true
from properties.wiping import can_be_wiped, is_wiped, seen_at, wiped

Place = tuple[str, int]
"""A table, and which of its rows."""


@dataclass
class Left:
    """What a sweep leaves of all tables, and from which rows somebody was taken out."""

    data: dict[str, list[Row]]
    deleted: list[Place]
    unlinked: list[Place]
    let_go: list[Place]
    """Rows of which only what is plain stays."""


class Staying:
    """One company at one moment: its rows, and which of them stay."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.map = evaluator.map
        self.rows = evaluator.rows
        self.stay: set[Place] = set()
        self.wants: set[tuple[Place, Owner]] = set()
        self.kept: set[tuple[Place, str]] = set()
        """Single columns that stay because an event or a condition is found by them."""

    @cached_property
    def place_of(self) -> dict[int, Place]:
        return {id(row): (table, number) for table, rows in self.rows.data.items() for number, row in enumerate(rows)}

    def row(self, place: Place) -> Row:
        return self.rows.data[place[0]][place[1]]

    def places(self) -> list[Place]:
        """Every row that a sweep looks at."""
        return [place for place in self.place_of.values() if not self.map.is_plain(place[0])]

    # ---- The least set ---------------------------------------------------------------------------------------------

    def after(self) -> Left:
        """What is left after a sweep."""
        self._begin()
        before = (-1, -1, -1)
        while (now := (len(self.stay), len(self.wants), len(self.kept))) != before:
            before = now
            for place in list(self.stay):
                self._follow(place)
        return self._left()

    def _begin(self) -> None:
        for table in self.map.mapped:
            if self.map.is_plain(table):
                for row in self.rows.data.get(table, []):
                    self._follow(self.place_of[id(row)])
        for place in self.places():
            if any(self.is_needed(place, column) for column in self.map.personal_columns(place[0])):
                self.stay.add(place)
                self._support(place)
            for owner in self.map.owners[place[0]]:
                if self._wants_by_itself(place, owner):
                    self.wants.add((place, owner))

    def is_needed(self, place: Place, column: str) -> bool:
        return needed(self.evaluator, place[0], self.row(place), column)

    def _follow(self, place: Place) -> None:
        """What else stays because this row does."""
        self._refers(place)
        for owner in self.map.owners[place[0]]:
            if owner.path and (place, owner) in self.wants:
                above = self.rows.follow(owner.path[0], self.row(place))
                if above is not None:
                    self._carry(self.place_of[id(above)], owner)
        for happening in self._timed_from_below(place[0]):
            for below in self.rows.rows_below(happening, self.row(place)):
                self._keep_way_up(self.place_of[id(below)], happening)

    def _carry(self, above: Place, owner: Owner) -> None:
        for other in self.map.owners[above[0]]:
            if other.path and other.path == owner.path[1:] and other.kind == owner.kind:
                self.wants.add((above, other))

    def _refers(self, place: Place) -> None:
        for hop in self.map.hops:
            if hop.table != place[0]:
                continue
            row = self.row(place)
            target = self._target(hop, row)
            if target is None or self.map.is_plain(hop.target):
                continue
            if self.map.is_plain(place[0]) or not self._goes(place, hop):
                self.stay.add(self.place_of[id(target)])

    def _target(self, hop: Hop, row: Row) -> Row | None:
        """Where a reference leads. A foreign key holds whatever its `when` says; a declared link does not."""
        if not self._is_declared(hop):
            wanted = [row[column] for column in hop.columns]
            if None in wanted:
                return None
            rows = self.rows.data.get(hop.target, [])
            return next((found for found in rows if [found[column] for column in hop.target_columns] == wanted), None)
        return self.rows.follow(hop, row)

    def _is_declared(self, hop: Hop) -> bool:
        keys = self.map.schema[hop.table]["foreign_keys"]
        return not any(
            set(zip(key["columns"], key["target_columns"], strict=True))
            == set(zip(hop.columns, hop.target_columns, strict=True))
            and key["target"] == hop.target
            for key in keys
        )

    # ---- Links -----------------------------------------------------------------------------------------------------

    def _goes(self, place: Place, hop: Hop) -> bool:
        """Whether a reference of a row that stays is taken away."""
        tied = self._tied(place[0], hop)
        return bool(tied) and self._columns_go(place, tied)

    def _tied(self, table: str, hop: Hop) -> set[str]:
        """The erasable columns that go together with this reference."""
        erasable = {column for column in self._erasable(table) if self._refers_by(table, column)}
        tied = set(hop.columns) & erasable
        while tied:
            more = {c for other in self.map.hops if other.table == table and set(other.columns) & tied
                    for c in other.columns if c in erasable}  # fmt: skip
            if more <= tied:
                break
            tied |= more
        return tied

    def _refers_by(self, table: str, column: str) -> bool:
        return any(hop.table == table and column in hop.columns for hop in self.map.hops)

    def _erasable(self, table: str) -> list[str]:
        links = {name for owner in self.map.owners[table] for hop in owner.path[:1] for name in hop.columns}
        named = [*self.map.personal_columns(table), *links]
        return [column for column in dict.fromkeys(named) if can_be_wiped(self.map, table, column)]

    def _columns_go(self, place: Place, tied: set[str]) -> bool:
        table = place[0]
        personal = [column for column in self.map.personal_columns(table) if column in tied]
        if any(self.is_needed(place, column) for column in personal) or any((place, c) in self.kept for c in tied):
            return False
        counting = [
            owner
            for owner in self.map.owners[table]
            if owner.path and set(owner.path[0].columns) & tied and self._counts(owner, self.row(place))
        ]
        if any((place, owner) in self.wants for owner in counting):
            return False
        return bool(personal or counting)

    def _counts(self, owner: Owner, row: Row) -> bool:
        sharing = [other for other in self.map.owners[owner.path[0].table] if other.path[:1] == owner.path[:1]]
        return any(other.when is None or is_true(other.when, row) for other in sharing)

    def _wants_by_itself(self, place: Place, owner: Owner) -> bool:
        table, row = place[0], self.row(place)
        cells = [
            (column, category)
            for column, (category, owners) in self.map.personal_columns(table).items()
            if owner in owners
        ]
        if any(needed_for(self.evaluator, table, row, column, owner) for column, _ in cells):
            return True
        purposes = {name for _, category in cells for name in keeping(self.evaluator, category, owner)}
        return any(self._lacks_only_ground(name, table, owner, row) for name in purposes)

    def _lacks_only_ground(self, purpose: str, table: str, owner: Owner, row: Row) -> bool:
        if not self.evaluator.reaches_table(purpose, table, owner):
            return False
        person = self.rows.person(owner, table, row)
        consent = self.evaluator.standing.consents.get((*person, purpose)) if person else None
        if self.evaluator.purposes[purpose]["basis"] == "consent" and consent is not None:
            return False
        in_time = self.evaluator.time(purpose, table, owner, row, consent=False)
        return in_time and Lasting(self.evaluator, self._can_go).lasts(purpose, table, owner, row)

    def _can_go(self, hop: Hop) -> bool:
        return not self.map.is_plain(hop.table) and bool(set(hop.columns) & set(self._erasable(hop.table)))

    # ---- Rows that make cells elsewhere needed ---------------------------------------------------------------------

    def _support(self, place: Place) -> None:
        """Mark the rows of the events, conditions and holds that make a cell of this row needed."""
        table, row = place[0], self.row(place)
        for column, (_, owners) in self.map.personal_columns(table).items():
            for owner in owners:
                self._support_cell(table, row, column, owner)

    def _support_cell(self, table: str, row: Row, column: str, owner: Owner) -> None:
        evaluator = self.evaluator
        category, _ = self.map.personal_columns(table)[column]
        for purpose in keeping_now(evaluator, table, row, column, owner):
            for there in self._alive_rows(purpose, table, owner, row):
                self._keep_related(table, row, owner, there)
            self._keep_condition(evaluator.purposes[purpose].get("while"), table, owner, row)
        for hold in holding(evaluator, table, row, category, owner):
            self._keep_condition(hold["while"], table, owner, row)
        for there in held_by_hand(evaluator, table, row, category, owner):
            self._keep_related(table, row, owner, there)

    def _alive_rows(self, purpose: str, table: str, owner: Owner, row: Row) -> Iterator[tuple[str, Row]]:
        for happens_to, limits in self.evaluator.limits_by_table(purpose).items():
            for there in self.rows.related(table, owner, row, happens_to):
                if all(self.evaluator.alive_under(limit, there) for limit in limits):
                    yield happens_to, there

    def _keep_condition(self, name: str | None, table: str, owner: Owner, row: Row) -> None:
        """The rows that meet a condition, and with `of` those below that do."""
        if name is None:
            return
        happening = self.map.conditions[name]
        for there in self.rows.related(table, owner, row, happening.happens_to):
            meeting = [b for b in self.rows.rows_below(happening, there) if is_true(happening.where, b)]
            if meeting:
                self._keep_related(table, row, owner, (happening.happens_to, there))
            for below in meeting if happening.table != happening.happens_to else ():
                self._keep_way_up(self.place_of[id(below)], happening)

    def _keep_related(self, table: str, row: Row, owner: Owner, there: tuple[str, Row]) -> None:
        """A row stays that makes a cell of ours needed, with the links by which the two are related."""
        happens_to, found = there
        relation = self.rows.relation(table, owner, happens_to)
        assert relation is not None
        place = self.place_of[id(found)]
        self.stay.add(place)
        if relation.rule == 2:
            self._keep_chain(row, relation.hops)
        for other, theirs, ours in relation.others:
            if relation.rule == 5:
                person = self.rows.person(owner, table, row)
                meets = person is not None and self.rows.person(other, happens_to, found) == person
            else:
                meets = self.rows.meets(row, found, (other, theirs, ours))
            if meets and other.path:
                self.wants.add((place, other))

    def _keep_chain(self, row: Row, chain: tuple[Hop, ...]) -> None:
        here: Row | None = row
        for hop in chain:
            if here is None:
                return
            place = self.place_of[id(here)]
            self.stay.add(place)
            self.kept |= {(place, column) for column in hop.columns}
            here = self.rows.follow(hop, here)

    def _keep_way_up(self, below: Place, happening: Happening) -> None:
        """A row stays that is written below, and so do the references from it up to the row it is written for."""
        (chain,) = self.map.shortest_chains(happening.table, happening.happens_to)
        self._keep_chain(self.row(below), chain)

    def _timed_from_below(self, table: str) -> list[Happening]:
        waited = set()
        for entry in self.evaluator.purposes.values():
            if entry.get("keep"):
                keep = read_keep(entry["keep"])
                waited |= {name for limit in (keep.after, keep.at_most) if limit for name in limit.events}
        events = [event for name, event in self.map.events.items() if name in waited]
        return [event for event in events if event.happens_to == table != event.table]

    # ---- What is left ----------------------------------------------------------------------------------------------

    def _left(self) -> Left:
        left = Left({}, [], [], [])
        for table, rows in self.rows.data.items():
            left.data[table] = []
            for number in range(len(rows)):
                place = (table, number)
                if self.map.is_plain(table) or place in self.stay:
                    left.data[table].append(self._remnant(place, left))
                elif self.map.plain_once_unlinked(table):
                    left.data[table].append(self._let_go(place, left))
                else:
                    left.deleted.append(place)
        return left

    def _remnant(self, place: Place, left: Left) -> Row:
        table, row = place[0], self.row(place)
        if self.map.is_plain(table):
            return dict(row)
        remnant, zone = dict(row), self.evaluator.zone
        for column in self._erasable(table):
            if self._column_goes(place, column) and not is_wiped(self.map, table, column, row, zone):
                remnant[column] = wiped(self.map, table, column, row, zone)
                if self._refers_by(table, column):
                    left.unlinked.append(place)
            elif column in self.map.personal_columns(table) and not self._refers_by(table, column):
                remnant[column] = self._less_precise(place, column)
        return remnant

    def _let_go(self, place: Place, left: Left) -> Row:
        """A row that does not stay, and whose plain cells do: without its links, and without anything else personal."""
        table, row = place[0], dict(self.row(place))
        left.let_go.append(place)
        for column in self._erasable(table):
            if column not in self.map.plain_once_unlinked(table):
                if self._refers_by(table, column) and row[column] is not None:
                    left.unlinked.append(place)
                if not is_wiped(self.map, table, column, row, self.evaluator.zone):
                    row[column] = wiped(self.map, table, column, row, self.evaluator.zone)
        return row

    def _less_precise(self, place: Place, column: str) -> Any:
        """A cell that stays, no more precise than anything needs it."""
        table, row = place[0], self.row(place)
        category, _ = self.map.personal_columns(table)[column]
        levels = self.evaluator.levels(category)
        erased = is_wiped(self.map, table, column, row, self.evaluator.zone)
        if not levels or erased or not self.is_needed(place, column):
            return row[column]
        level = finest(self.evaluator, table, row, column)
        return seen_at(levels[level - 1], row[column], self.evaluator.zone) if level else row[column]

    def _column_goes(self, place: Place, column: str) -> bool:
        if column in self.map.plain_once_unlinked(place[0]) and not self.map.is_linked(place[0], self.row(place)):
            return False
        hop = next((h for h in self.map.hops if h.table == place[0] and column in h.columns), None)
        if hop is not None:
            return self._goes(place, hop)
        return not self.is_needed(place, column)


def sweep(evaluator: Evaluator) -> Left:
    """What a sweep leaves of a company."""
    return Staying(evaluator).after()


def as_sets(data: dict[str, list[Row]]) -> dict[str, set[tuple[tuple[str, Any], ...]]]:
    """Rows in no order, to be compared."""
    return {table: {tuple(sorted(row.items())) for row in rows} for table, rows in data.items()}
