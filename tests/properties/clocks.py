"""What reaches which table, when events happened, and whether periods are over.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Which rows an event belongs to", "Time") and
shares no code with Troth.
"""

from __future__ import annotations

from datetime import date, datetime

from properties.periods import Limit, is_over, read_keep
from properties.reading import Happening, Owner, Row, is_true
from properties.related import Person
from properties.windows import Windows


class Clocks(Windows):
    """What `keep` and `while` say of rows."""

    def reaches(self, purpose: str) -> bool:
        """Whether all events and conditions of a purpose reach all the tables that it shows."""
        return all(
            self.reaches_table(purpose, table, owner)
            for table, shown in self.window(purpose).items()
            for owner in shown.owners
        )

    def reaches_table(self, purpose: str, table: str, owner: Owner) -> bool:
        """Whether all events and conditions of a purpose reach a table."""
        return all(self.rows.relation(table, owner, each.happens_to) for each in self.happenings(purpose))

    def happenings(self, purpose: str) -> list[Happening]:
        """The events and the condition that a purpose waits for."""
        entry = self.purposes[purpose]
        found = [self.map.conditions[entry["while"]]] if entry.get("while") else []
        if entry.get("keep"):
            keep = read_keep(entry["keep"])
            names = [name for limit in (keep.after, keep.at_most) if limit for name in limit.events]
            found += [self.map.events[name] for name in names if name != "consent"]
        return found

    # ---- Time --------------------------------------------------------------------------------------------------------

    def event_time(self, event: str, row: Row) -> date | datetime | None:
        """When an event happened to a row, or None if it has not."""
        happening = self.map.events[event]
        times = [below[happening.column] for below in self.rows.rows_below(happening, row)]
        return max(times) if times and None not in times else None

    def meets(self, condition: str, row: Row) -> bool:
        """Whether a row meets a condition; with `of`, whether some row below it does."""
        happening = self.map.conditions[condition]
        return any(is_true(happening.where, below) for below in self.rows.rows_below(happening, row))

    def alive_under(self, limit: Limit, row: Row) -> bool:
        """Whether none of the events has happened to this row, or the period after the earliest is not over."""
        limit = self.lasting(limit, row)
        times = [self.event_time(event, row) for event in limit.events]
        return not any(is_over(limit, time, self.clock, self.zone) for time in times if time is not None)

    def lasting(self, limit: Limit, row: Row) -> Limit:
        """The limit with the length that a named period has for the row to which its events happen."""
        if not limit.named:
            return limit
        happens_to = self.map.events[limit.events[0]].happens_to
        entry = self.policy["periods"][limit.named]
        value = row[self.map.period_column(limit.named, happens_to)]
        known = value is not None and str(value) in entry["lengths"]
        return limit.lasting(entry["lengths"][str(value)] if known else entry["otherwise"])

    def keep_is_met(self, purpose: str, table: str, owner: Owner, row: Row, *, consent: bool = True) -> bool:
        """Whether `keep` leaves time for this row and owner; or would, whatever the `consent`."""
        if consent and not self.consent_lasts(purpose, self.rows.person(owner, table, row)):
            return False
        return all(
            any(all(self.alive_under(limit, there) for limit in together) for there in related)
            for related, together in (
                (self.rows.related(table, owner, row, where), together)
                for where, together in self.limits_by_table(purpose).items()
            )
        )

    def limits_by_table(self, purpose: str) -> dict[str, list[Limit]]:
        """The limits of a purpose, by the table to whose rows their events happen."""
        by_table: dict[str, list[Limit]] = {}
        keep = read_keep(self.purposes[purpose].get("keep") or "nothing")
        for limit in (keep.after, keep.at_most):
            if limit and limit.events != ("consent",):
                by_table.setdefault(self.map.events[limit.events[0]].happens_to, []).append(limit)
        return by_table

    def consent_lasts(self, purpose: str, person: Person | None) -> bool:
        """Whether the person's last consent is not older than `keep` lets it be, where it says so."""
        keep = read_keep(self.purposes[purpose].get("keep") or "nothing")
        given = self.standing.consents.get((*person, purpose)) if person else None
        return all(
            given is not None and not is_over(limit, given, self.clock, self.zone)
            for limit in (keep.after, keep.at_most)
            if limit and limit.events == ("consent",)
        )
