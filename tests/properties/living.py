"""Whether a purpose is live for a person in a row: ground and time; and what a restriction takes from its sight.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Live", "Standing") and shares no code with
Troth.
"""

from __future__ import annotations

from collections.abc import Iterable

from properties.clocks import Clocks
from properties.needing import asks_for_ground, given_for, grounded
from properties.reading import Owner, Row, covers
from properties.related import Person
from properties.standing import Restriction


class Living(Clocks):
    """Ground and time."""

    def live(self, purpose: str, table: str, owner: Owner, row: Row) -> bool:
        """Ground and time. For an owner who is nobody, consent never stands and any other ground follows time alone."""
        person = self.rows.person(owner, table, row)
        own = None if owner.path else row
        stands = self.ground(purpose, person, own) if person else not asks_for_ground(self, purpose)
        return stands and self.time(purpose, table, owner, row)

    def ground(self, purpose: str, person: Person, own: Row | None = None) -> bool:
        """Whether the ground stands for a person. `own` is their own row, if it is the one at hand."""
        basis = self.purposes[purpose]["basis"]
        if basis != "legal_obligation" and person in self.standing.children:
            return False
        if not grounded(self, purpose, person, own):
            return False
        if basis == "consent":
            return (*person, purpose) in self.standing.consents
        return (*person, purpose) not in self.standing.ended

    def time(self, purpose: str, table: str, owner: Owner, row: Row, *, consent: bool = True) -> bool:
        """Whether time has not run out: the row was given for it, `while` is met, and `keep` leaves time."""
        entry = self.purposes[purpose]
        if not given_for(self, purpose, table, owner, row):
            return False
        condition = entry.get("while")
        if condition:
            happens_to = self.map.conditions[condition].happens_to
            if not any(self.meets(condition, there) for there in self.rows.related(table, owner, row, happens_to)):
                return False
        if entry.get("keep") is None:
            return True
        if entry["keep"] == "nothing":
            return any(self.live(other, table, owner, row) for other in self._keepers(purpose, table, owner))
        return self.keep_is_met(purpose, table, owner, row, consent=consent)

    def _keepers(self, purpose: str, table: str, owner: Owner) -> list[str]:
        """The purposes that keep a category which this one sees of this owner here.

        On a table shown for its links alone all that the purpose uses counts as seen; who cannot reach it is left out.
        """
        shown = self.window(purpose)[table]
        seen = shown.categories[owner] if any(shown.categories.values()) else self._categories_of(purpose)
        return [
            other
            for other, entry in self.purposes.items()
            if entry.get("keep") != "nothing"
            and any(self._uses(other, category, owner) for category in seen)
            and self.reaches_table(other, table, owner)
        ]

    def asks_for_somebody(self, purpose: str) -> bool:
        """Whether the purpose works for nobody: no one has consented, agreed or been told."""
        return self.purposes[purpose]["basis"] == "consent" or bool(self.purposes[purpose].get("needs"))

    # ---- Restriction -------------------------------------------------------------------------------------------------

    def restricted(self, purpose: str, categories: Iterable[str], person: Person) -> bool:
        """Whether a restriction hides the person from a purpose, in rows that show these categories of theirs."""
        if self.purposes[purpose].get("despite_restriction"):
            return False
        consent = self.standing.consents.get((*person, purpose))
        return any(
            self._covers(restriction, purpose, categories)
            for restriction in self.standing.restrictions
            if (restriction.kind, restriction.person) == person
            and self.in_time(restriction)
            and not (consent is not None and consent > restriction.at)
        )

    def in_time(self, restriction: Restriction) -> bool:
        """Whether a restriction has not come to its end."""
        return restriction.until is None or restriction.until >= self.clock

    @staticmethod
    def _covers(restriction: Restriction, purpose: str, categories: Iterable[str]) -> bool:
        if restriction.row is not None:
            return False
        if restriction.purposes:
            return purpose in restriction.purposes
        if restriction.categories:
            return any(covers(pattern, category) for pattern in restriction.categories for category in categories)
        return True

    def row_restricted(self, purpose: str, table: str, row: Row) -> bool:
        """Whether this single row is restricted, and the purpose not exempt."""
        if self.purposes[purpose].get("despite_restriction") or not self.map.restricts_rows(table):
            return False
        this = (table, self.map.key_of(table, row))
        return any(each.row == this and self.in_time(each) for each in self.standing.restrictions)
