"""What each purpose and each recipient may see, said in plain Python: the reference that the database is held to.

It follows docs/explanation/meaning.md sentence by sentence and shares no code with Troth. It is slow and does not mind.
Each file says one part and stands on the one before: company.py, windows.py, clocks.py, living.py, and this.
"""

from __future__ import annotations

from datetime import date

from properties.living import Living
from properties.needing import unlocked
from properties.periods import local_time
from properties.readers import Readers
from properties.reading import Key, Owner, Row
from properties.related import Person
from properties.windows import Shown
from properties.wiping import is_plain_row

__all__ = ["Evaluator"]


class Evaluator(Living):
    """Which rows each window shows, and which a purpose may write."""

    def visible(self, purpose: str) -> dict[str, set[Key]]:
        """Table -> the primary keys of the rows that the purpose sees."""
        return {
            table: keys | self._plain_rows(purpose, table, self.window(purpose)[table])
            for table, keys in self.changeable(purpose).items()
        }

    def changeable(self, purpose: str) -> dict[str, set[Key]]:
        """Table -> the keys of the rows that it sees for the sake of their people, and may write if it may at all."""
        return {
            table: self._visible_rows(purpose, table, shown, joint=self.purposes[purpose].get("joint", "row"))
            & self._opened_rows(purpose, table, shown)
            for table, shown in self.window(purpose).items()
        }

    def _plain_rows(self, purpose: str, table: str, shown: Shown) -> set[Key]:
        """The rows that lead to nobody any more, where the purpose is shown what is plain then."""
        if not self.map.plain_once_unlinked(table) & set(shown.columns):
            return set()
        rows = [row for row in self.data.get(table, []) if is_plain_row(self.map, table, row, self.zone)]
        return {self.map.key_of(table, row) for row in rows if not self.row_restricted(purpose, table, row)}

    def _opened_rows(self, purpose: str, table: str, shown: Shown) -> set[Key]:
        """The rows related to an opened case for one of the owners shown; all of them where none has to be opened."""
        case, rows = self.purposes[purpose].get("open_per"), self.data.get(table, [])
        if case is None or shown.whole:
            return {self.map.key_of(table, row) for row in rows}
        to = self.map.tables["cases"][case]
        owners = [owner for owner in shown.owners if self.rows.relation(table, owner, to)]
        return {
            self.map.key_of(table, row)
            for row in rows
            for owner in owners
            for there in self.rows.related(table, owner, row, to)
            if (purpose, self.map.key_of(to, there)) in self.standing.opened
        }

    def _visible_rows(self, purpose: str, table: str, shown: Shown, joint: str = "row") -> set[Key]:
        rows = self.data.get(table, [])
        seen = [row for row in rows if shown.whole or self._sees(purpose, table, shown.owners, row, joint)]
        return {self.map.key_of(table, row) for row in seen}

    def _sees(self, purpose: str, table: str, owners: list[Owner], row: Row, joint: str = "row") -> bool:
        """Whether a row may be seen: for each of these owners who is somebody, all must be well; for one, by cells."""
        if self.row_restricted(purpose, table, row):
            return False
        people = {owner: self.rows.person(owner, table, row) for owner in owners}
        if not any(people.values()):
            somebodys = self.asks_for_somebody(purpose)
            return not somebodys and all(self.live(purpose, table, owner, row) for owner in owners)
        well = [self._is_well(purpose, table, owner, row) for owner, person in people.items() if person is not None]
        return any(well) if joint == "cells" else all(well)

    def _is_well(self, purpose: str, table: str, owner: Owner, row: Row) -> bool:
        """Whether an owner of a row may be seen. Who is nobody hides nothing."""
        person = self.rows.person(owner, table, row)
        return person is None or (
            self.live(purpose, table, owner, row) and self._unhindered(purpose, table, owner, person)
        )

    def cells(self, purpose: str, table: str, row: Row) -> Row:
        """What the purpose is shown of the cells of a row that it sees, as if at no level and under no pseudonym."""
        shown = self.window(purpose)[table]
        if self.purposes[purpose].get("joint", "row") == "row" or shown.whole:
            return {column: row[column] for column in shown.columns}
        hidden = {column for column in shown.columns if self._hidden(purpose, table, row, column)}
        return {column: None if column in hidden else row[column] for column in shown.columns}

    def _hidden(self, purpose: str, table: str, row: Row, column: str) -> bool:
        """A cell is hidden for the sake of any of its owners; a link if it leads to people, and to none in sight."""
        owners = self.window(purpose)[table].owners
        _, cells = self.map.personal_columns(table).get(column, ("", []))
        if not all(self._is_well(purpose, table, owner, row) for owner in owners if owner in cells):
            return True
        leads = [owner for owner in owners if owner.path and column in owner.path[0].columns]
        people = [owner for owner in leads if self.rows.person(owner, table, row) is not None]
        return bool(people) and not any(self._is_well(purpose, table, owner, row) for owner in people)

    def _unhindered(self, purpose: str, table: str, owner: Owner, person: Person) -> bool:
        """Neither restricted for the purpose, nor objecting to it with the answer pending; and every lock is open."""
        categories = self.window(purpose)[table].categories[owner]
        if categories and (*person, purpose, table) in self.standing.parts:
            return False
        pending = (*person, purpose) in self.standing.pending
        return not pending and unlocked(self, purpose, person) and not self.restricted(purpose, categories, person)

    # ---- Writing -----------------------------------------------------------------------------------------------------

    def may_write(self, purpose: str, table: str, row: Row) -> bool:
        """Whether standing lets the purpose write a row so that it is as given. Time is not asked, but of consent.

        `row` must give every column that a path of the table's owners starts with, and the primary key.
        """
        if self.row_restricted(purpose, table, row):
            return False
        people = {owner: self.rows.person(owner, table, row) for owner in self.window(purpose)[table].owners}
        if self.asks_for_somebody(purpose) and not any(people.values()):
            return False
        return all(
            self.ground(purpose, person, None if owner.path else row)
            and self.consent_lasts(purpose, person)
            and self._unhindered(purpose, table, owner, person)
            for owner, person in people.items()
            if person is not None
        )

    # ---- Recipients --------------------------------------------------------------------------------------------------

    def recipient_window(self, recipient: str) -> dict[str, Shown]:
        """Of what the recipient's purpose sees, the columns it receives, with keys and links of their owners."""
        entry = self.recipients[recipient]
        if entry["receives"] == "aggregates":
            return {}
        if "as" in entry:
            return Readers(self, recipient).window()
        found = {table: self._used(table, entry["for"], entry) for table in self.map.mapped}
        return {table: shown for table, shown in found.items() if shown}

    def recipient_shape(self, recipient: str) -> dict[str, list[str]]:
        """Table -> the columns that the recipient's window shows of it."""
        return {table: shown.columns for table, shown in self.recipient_window(recipient).items()}

    def recipient_visible(self, recipient: str, reader: Person | None = None) -> dict[str, set[Key]]:
        """Table -> the primary keys of the rows that the recipient may be given; with `as`: that this reader sees."""
        if "as" in self.recipients[recipient]:
            return Readers(self, recipient).visible(reader)
        purpose = self.recipients[recipient].get("for", "")
        return {
            table: self._visible_rows(purpose, table, shown) if self.in_force(recipient) else set()
            for table, shown in self.recipient_window(recipient).items()
        }

    def in_force(self, recipient: str) -> bool:
        """Whether agreement, safeguard and review stand today: from the day `signed` (or `done`) through `expires`."""
        today = local_time(self.clock, self.zone).date()
        entry = self.recipients[recipient]
        papers = [entry.get("agreement") or {}, entry.get("safeguard") or {}, entry.get("review") or {}]
        papers = [paper for paper in papers if isinstance(paper, dict)]
        begins = [paper.get("signed") or paper.get("done") or date.min for paper in papers]
        ends = [paper.get("expires") or date.max for paper in papers]
        return all(begin <= today <= end for begin, end in zip(begins, ends, strict=True))
