"""What a reader who shows a ticket sees: their own rows, or somebody's in the rows in which both are owners.

Part of the reference evaluator: it follows docs/explanation/meaning.md and shares no code with Troth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from properties.reading import Key, Owner, Row
from properties.related import Person

if TYPE_CHECKING:
    from properties.evaluator import Evaluator
    from properties.windows import Shown


class Readers:
    """The window of one recipient with `as`, on an evaluator."""

    def __init__(self, evaluator: Evaluator, recipient: str) -> None:
        self.eval = evaluator
        self.name = recipient
        self.entry: dict[str, Any] = evaluator.recipients[recipient]
        self.purpose: str = self.entry["for"]

    @property
    def own(self) -> bool:
        return bool(self.entry["as"] == "self")

    @property
    def case(self) -> str | None:
        """The table of the cases in which the readers stand, with `per`."""
        return str(self.eval.map.tables["cases"][self.entry["per"]]) if "per" in self.entry else None

    def owner(self, table: str, name: str) -> Owner | None:
        return next((owner for owner in self.eval.map.owners[table] if owner.name == name), None)

    def both(self) -> dict[str, tuple[Owner, Owner]]:
        """Table -> the reader and the one who is seen, where it has both."""
        found = {}
        for table in self.eval.map.mapped:
            reader, seen = self.owner(table, self.entry["as"]), self.owner(table, self.entry["sees"])
            if reader and seen:
                found[table] = (reader, seen)
        return found

    def meeting(self) -> dict[str, tuple[Owner, Owner]]:
        """Of the tables with both owners, those with the shortest two paths together."""
        both = self.both() if not self.case else {}
        lengths = {table: len(reader.path) + len(seen.path) for table, (reader, seen) in both.items()}
        return {table: pair for table, pair in both.items() if lengths[table] == min(lengths.values())}

    # ---- Shape -----------------------------------------------------------------------------------------------------

    def window(self) -> dict[str, Shown]:
        """What the window shows of each table."""
        if self.own or self.case:
            found = {table: self.eval._used(table, self.purpose, self.entry) for table in self.eval.map.mapped}
        else:
            found = {table: self._of(table, names) for table, names in self._seen_names().items()}
        return {table: shown for table, shown in found.items() if shown}

    def _seen_names(self) -> dict[str, str]:
        """Table -> the owner whose data is shown there."""
        kinds = {seen.kind for _, seen in self.meeting().values()}
        named = dict.fromkeys(self.both(), self.entry["sees"])
        named |= {table: kind for kind, table in self.eval.map.subject_table.items() if kind in kinds}
        about = self.eval.purposes[self.purpose].get("about")
        return {table: name for table, name in named.items() if not about or name in about}

    def _of(self, table: str, name: str) -> Shown | None:
        return self.eval._used(table, self.purpose, {**self.entry, "about": [name]})

    # ---- Rows ------------------------------------------------------------------------------------------------------

    def visible(self, reader: Person | None) -> dict[str, set[Key]]:
        """Table -> the primary keys of the rows that this reader sees; nobody has a sound ticket if it is None."""
        open_ = reader is not None and self.eval.in_force(self.name)
        return {
            table: {self.eval.map.key_of(table, row) for row in self.eval.data.get(table, [])
                    if open_ and reader and self._sees(table, shown, row, reader)}
            for table, shown in self.window().items()
        }  # fmt: skip

    def _sees(self, table: str, shown: Shown, row: Row, reader: Person) -> bool:
        if not self.eval._sees(self.purpose, table, shown.owners, row):
            return False
        if self.own:
            people = [self.eval.rows.person(owner, table, row) for owner in shown.owners]
            mine = reader in people and all(person in (None, reader) for person in people)
            return mine and all(self._while(table, owner, row) for owner in shown.owners)
        if self.case:
            return self._asked(table, shown, row, reader)
        if table in self.both():
            bound, seen = self.both()[table]
            return self.eval.rows.person(bound, table, row) == reader and self._while(table, seen, row)
        (owner,) = shown.owners
        return self._meets(self.eval.rows.person(owner, table, row), reader)

    def _asked(self, table: str, shown: Shown, row: Row, reader: Person) -> bool:
        """The reader's own row, or one that is related to a case in which the reader stands."""
        case, mine = self.case or "", self.owner(table, self.entry["as"])
        if table == case:
            return self._their_case(row, reader)
        if mine:
            return self.eval.rows.person(mine, table, row) == reader
        return any(
            self._their_case(there, reader)
            for owner in shown.owners
            if self.eval.rows.relation(table, owner, case)
            for there in self.eval.rows.related(table, owner, row, case)
        )

    def _their_case(self, row: Row, reader: Person) -> bool:
        table = self.case or ""
        bound = self.owner(table, self.entry["as"])
        return (
            bound is not None
            and self.eval.rows.person(bound, table, row) == reader
            and self._while(table, bound, row)
            and not self.eval.row_restricted(self.purpose, table, row)
        )

    def _meets(self, person: Person | None, reader: Person) -> bool:
        return person is not None and any(
            self.eval.rows.person(seen, table, there) == person
            and self.eval.rows.person(bound, table, there) == reader
            and self._in_time(table, seen, there)
            and self._while(table, seen, there)
            and not self.eval.row_restricted(self.purpose, table, there)
            for table, (bound, seen) in self.meeting().items()
            for there in self.eval.data.get(table, [])
        )

    def _while(self, table: str, owner: Owner, row: Row) -> bool:
        return self.entry.get("while") is None or self._condition(self.entry["while"], table, owner, row)

    def _condition(self, name: str, table: str, owner: Owner, row: Row) -> bool:
        happens_to = self.eval.map.conditions[name].happens_to
        return any(self.eval.meets(name, there) for there in self.eval.rows.related(table, owner, row, happens_to))

    def _in_time(self, table: str, owner: Owner, row: Row) -> bool:
        """The purpose's time has not run out for a meeting row, which its own window may not show."""
        entry = self.eval.purposes[self.purpose]
        if entry.get("while") and not self._condition(entry["while"], table, owner, row):
            return False
        if entry.get("keep") is None:
            return True
        if entry["keep"] == "nothing":
            return any(self.eval.live(other, table, owner, row) for other in self._keepers(table, owner))
        return self.eval.keep_is_met(self.purpose, table, owner, row)

    def _keepers(self, table: str, owner: Owner) -> list[str]:
        held = {c for c, owners in self.eval.map.personal_columns(table).values() if owner in owners}
        seen = {c for c in held if self.eval._uses(self.purpose, c, owner)} or self.eval._categories_of(self.purpose)
        return [
            other
            for other, entry in self.eval.purposes.items()
            if entry.get("keep") != "nothing"
            and any(self.eval._uses(other, category, owner) for category in seen)
            and self.eval.reaches_table(other, table, owner)
        ]
