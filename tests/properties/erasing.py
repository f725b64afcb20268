"""What the erasure of one person ends, what goes and what stays, and for what: over the rows that have a path to them.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Erasure", "Sweep") and shares no code with
Troth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from properties.evaluator import Evaluator
from properties.needed import held_by_hand, holding, is_pending, is_restricted, keeping_now, needed_for
from properties.reading import Hop, Owner, Row, covers
from properties.related import Person
from properties.standing import Hold, Request, Restriction, Standing
from properties.staying import Left, Place, Staying
from properties.wiping import is_wiped

Reason = tuple[str, tuple[str, ...], str, str]
"""Table, columns, and what keeps them: its sort, and its name if it has one."""


@dataclass
class Erased:
    """What an erasure does: to what holds for the person, and to the rows. `kept`: in how many rows what keeps what."""

    standing: Standing
    left: Left
    gone: dict[Place, tuple[str, ...]]
    """Rows of which something goes: no columns if the row goes whole."""
    kept: dict[Reason, int]


def ends(evaluator: Evaluator, *, child: bool = False) -> set[str]:
    """The purposes that a request ends."""
    if child:
        return {name for name, said in evaluator.purposes.items() if said["basis"] != "legal_obligation"}
    return {
        name
        for name, said in evaluator.purposes.items()
        if said["basis"] in ("consent", "legitimate_interest")
        or said.get("direct_marketing")
        or said.get("on_erasure") == "end"
    }


def erase(evaluator: Evaluator, person: Person, patterns: tuple[str, ...] = (), *, child: bool = False) -> Erased:
    """A person's request for everything, or for the categories that are named; or a child is found and erased."""
    names = evaluator.policy["categories"]
    categories = {name for name in names if any(covers(pattern, name) for pattern in patterns)}
    request = Request(person, frozenset(ends(evaluator, child=child)), frozenset(categories), child)
    standing = evaluator.standing if patterns else end(evaluator, request)
    asked = evaluator.on(evaluator.data, standing)
    asked.request = request if patterns else None
    one = Erasing(asked, request)
    left = one.after()
    kept = one.kept_for(left)
    if patterns:
        standing = replace(standing, parts=standing.parts | set(hidden_parts(asked, request, kept)))
    return Erased(standing, left, one.gone(left), kept)


def end(evaluator: Evaluator, request: Request) -> Standing:
    """What holds once a request for everything has ended what it ends."""
    person, said = request.person, evaluator.standing
    ending = {(*person, name) for name in request.ends}
    hides = {(*person, name) for name in request.ends if evaluator.purposes[name]["basis"] != "consent"}
    return replace(
        said,
        consents={who: at for who, at in said.consents.items() if who not in ending},
        agreed={who: how for who, how in said.agreed.items() if not _confirms(who, request)},
        ended=said.ended | hides,
        pending=said.pending - ending,
        restrictions=[r for r in said.restrictions if (r.kind, r.person) != person or _stands(r, request)],
        holds=[hold for hold in said.holds if hold.person != person or _stands(hold, request)],
        children=said.children | ({person} if request.child else set()),
    )


def _stands(said: Restriction | Hold, request: Request) -> bool:
    """Whether a restriction of the person, or a hold on them, outlasts their request."""
    if isinstance(said, Hold):
        return said.ground != "claims" or not request.child
    return said.ground == "claims" and not request.child


def _confirms(who: tuple[str, tuple[object, ...], tuple[str, ...]], request: Request) -> bool:
    """A withdrawal takes the confirmation along."""
    return who[:2] == request.person and who[2][0] == "confirmed" and who[2][1] in request.ends


def hidden_parts(evaluator: Evaluator, request: Request, kept: dict[Reason, int]) -> list[tuple[str, object, str, str]]:
    """Where a cell of the categories stays, the purposes that would have ended no longer see what is theirs there."""
    tables = {table for table, _, sort, _ in kept if sort != "plain"}
    return [
        (*request.person, purpose, table)
        for purpose in request.ends
        for table, shown in evaluator.window(purpose).items()
        if table in tables
        and any(owner.kind == request.person[0] and shown.categories[owner] for owner in shown.owners)
    ]


class Erasing(Staying):
    """One company at one moment, of which only the rows of one person may go."""

    def __init__(self, evaluator: Evaluator, request: Request) -> None:
        super().__init__(evaluator)
        self.request = request

    def is_theirs(self, place: Place) -> bool:
        """Whether a row has a path to the person."""
        return bool(self.mine(place))

    def mine(self, place: Place) -> list[Owner]:
        """As which owners of a row the person is."""
        table, person = place[0], self.request.person
        return [owner for owner in self.map.owners[table] if self.rows.person(owner, table, self.row(place)) == person]

    def _begin(self) -> None:
        super()._begin()
        others = [place for place in self.places() if not self.is_theirs(place)]
        self.stay |= set(others)
        self.wants |= {(place, owner) for place in others for owner in self.map.owners[place[0]]}

    def _goes(self, place: Place, hop: Hop) -> bool:
        return self.is_theirs(place) and super()._goes(place, hop)

    def _remnant(self, place: Place, left: Left) -> Row:
        return super()._remnant(place, left) if self.is_theirs(place) else dict(self.row(place))

    # ---- What is told ----------------------------------------------------------------------------------------------

    def gone(self, left: Left) -> dict[Place, tuple[str, ...]]:
        """What goes of each row."""
        found: dict[Place, tuple[str, ...]] = dict.fromkeys(left.deleted, ())
        for table, rows in self.rows.data.items():
            remaining = {self.map.key_of(table, row): row for row in left.data[table]}
            for number, row in enumerate(rows):
                after = remaining.get(self.map.key_of(table, row), row)
                if changed := tuple(column for column in row if row[column] != after[column]):
                    found[table, number] = self._whole(table, row, changed)
        return found

    def _whole(self, table: str, row: Row, changed: tuple[str, ...]) -> tuple[str, ...]:
        """A link that goes is named whole, also where half of it was null before."""
        links = (hop.columns for hop in self.map.hops if hop.table == table and {*hop.columns} & {*changed})
        null = {column for link in links for column in link if row[column] is None}
        return tuple(column for column in row if column in changed or column in null)

    def kept_for(self, left: Left) -> dict[Reason, int]:
        """What keeps the cells that say something: of each, in how many rows."""
        found: dict[Reason, int] = {}
        gone = self.gone(left)
        for place in filter(self.is_theirs, self.places()):
            for columns, category, owners in self._alike(place[0]):
                if self.request.categories and category not in self.request.categories:
                    continue
                if all(is_wiped(self.map, place[0], c, self.row(place), self.evaluator.zone) for c in columns):
                    continue
                mine = [owner for owner in owners if owner in self.mine(place)]
                reasons = {reason for owner in mine for reason in self._reasons(place, columns[0], owner)}
                goes = place in left.let_go or self._go(place, columns, gone)
                if mine and not reasons and not goes and len(owners) > 1:
                    reasons = {("another" if self._others(place, owners) else "nobody", "")}
                for sort, name in reasons:
                    said = (place[0], columns, sort, name)
                    found[said] = found.get(said, 0) + 1
        for place in left.let_go:
            said = (place[0], self._plain_in(place), "plain", "")
            if said[1]:
                found[said] = found.get(said, 0) + 1
        return found

    def _plain_in(self, place: Place) -> tuple[str, ...]:
        """What stays as plain data in a row that is let go, in the order of its columns."""
        (table, _), zone, row = place, self.evaluator.zone, self.row(place)
        plain = [c for c in self.map.schema[table]["columns"] if c in self.map.plain_once_unlinked(table)]
        return tuple(column for column in plain if not is_wiped(self.map, table, column, row, zone))

    def _others(self, place: Place, owners: list[Owner]) -> bool:
        """Whether one of these owners of a row is a person, and another one than who asks."""
        people = {self.rows.person(owner, place[0], self.row(place)) for owner in owners}
        return bool(people - {None, self.request.person})

    def _go(self, place: Place, columns: tuple[str, ...], gone: dict[Place, tuple[str, ...]]) -> bool:
        """Whether any of these cells goes. What is only brought to a level stays, for whoever needs it so."""
        if place not in gone:
            return False
        return not gone[place] or any(not self.is_needed(place, column) for column in columns if column in gone[place])

    def _alike(self, table: str) -> list[tuple[tuple[str, ...], str, list[Owner]]]:
        """Columns of one category and the same owners, together."""
        found: dict[tuple[str, frozenset[str]], list[str]] = {}
        owners_of = {}
        for column, (category, owners) in self.map.personal_columns(table).items():
            alike = (category, frozenset(owner.name for owner in owners))
            found.setdefault(alike, []).append(column)
            owners_of[alike] = owners
        return [(tuple(columns), alike[0], owners_of[alike]) for alike, columns in found.items()]

    def _reasons(self, place: Place, column: str, owner: Owner) -> set[tuple[str, str]]:
        """Everything that keeps a cell of the person."""
        evaluator, table, row = self.evaluator, place[0], self.row(place)
        if not needed_for(evaluator, table, row, column, owner):
            return set()
        category, _ = evaluator.map.personal_columns(table)[column]
        found = {("purpose", name) for name in keeping_now(evaluator, table, row, column, owner)}
        holds = evaluator.policy.get("holds") or {}
        for hold in holding(evaluator, table, row, category, owner):
            happens_to = evaluator.map.conditions[hold["while"]].happens_to
            if any(evaluator.meets(hold["while"], r) for r in self.rows.related(table, owner, row, happens_to)):
                found.add(("hold", next(name for name, said in holds.items() if said is hold)))
        for by_hand in evaluator.standing.holds:
            if held_by_hand(evaluator, table, row, category, owner, [by_hand]):
                found.add(("held row", by_hand.row[0]) if by_hand.row else ("held person", ""))
        return found | self._of_the_person(place, category, owner)

    def _of_the_person(self, place: Place, category: str, owner: Owner) -> set[tuple[str, str]]:
        table, row = place[0], self.row(place)
        found = {("restriction", "")} if is_restricted(self.evaluator, table, row, category, owner) else set()
        return found | (
            {("objection", "")} if is_pending(self.evaluator, category, self.request.person, owner) else set()
        )
