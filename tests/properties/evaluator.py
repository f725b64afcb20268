"""What each purpose and each recipient may see, said in plain Python: the reference that the database is held to.

It follows docs/explanation/meaning.md sentence by sentence and shares no code with Troth. It is slow and does not mind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from properties.needing import asks_for_ground, given_for, grounded, unlocked
from properties.periods import Limit, is_over, local_time, read_keep
from properties.readers import Readers
from properties.reading import DataMap, Happening, Key, Owner, Row, covers, is_true
from properties.related import Person, Related
from properties.standing import Request, Restriction, Standing

__all__ = ["Evaluator", "Restriction", "Shown", "Standing"]


@dataclass
class Shown:
    """What a window shows of one table, and whose standing counts for its rows."""

    columns: list[str]
    owners: list[Owner]
    categories: dict[Owner, set[str]]
    """Owner -> the categories that are shown of them here."""
    whole: bool = False
    """A plain table: every row is shown."""


class Evaluator:
    """One policy, one data map, one schema, the rows of all tables, what holds for people, and the time."""

    def __init__(
        self,
        *,
        policy: dict[str, Any],
        tables: dict[str, Any],
        schema: dict[str, Any],
        data: dict[str, list[Row]],
        standing: Standing,
        clock: datetime,
    ) -> None:
        self.policy = policy
        self.map = DataMap(tables, schema)
        self.data = data
        self.rows = Related(self.map, data)
        self._windows: dict[str, dict[str, Shown]] = {}
        self.standing = standing
        self.request: Request | None = None
        """The request for a part that is carried out just now."""
        self.clock = clock
        self.zone = ZoneInfo(policy["time_zone"])
        self.purposes: dict[str, dict[str, Any]] = policy["purposes"]
        self.recipients: dict[str, dict[str, Any]] = policy.get("recipients") or {}

    def on(self, data: dict[str, list[Row]], standing: Standing | None = None) -> Evaluator:
        """The same, over other rows, or with something else that holds."""
        return Evaluator(
            policy=self.policy,
            tables=self.map.tables,
            schema=self.map.schema,
            data=data,
            standing=standing or self.standing,
            clock=self.clock,
        )

    # ---- What reaches what -------------------------------------------------------------------------------------

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

    # ---- Time ------------------------------------------------------------------------------------------------------

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

    def levels(self, category: str) -> list[str]:
        """The levels at which a category can be seen less precisely, the finest first."""
        entry = self.policy["categories"][category]
        return [] if isinstance(entry, str) else entry.get("levels") or []

    def level_of(self, purpose: str, category: str) -> int:
        """How precisely a purpose sees a category: 0 is exactly."""
        level = (self.purposes[purpose].get("levels") or {}).get(category)
        return self.levels(category).index(level) + 1 if level else 0

    def level_columns(self, purpose: str, table: str) -> dict[str, str]:
        """The columns of a table that a purpose sees only at a level."""
        found = {}
        for column, (category, _) in self.map.personal_columns(table).items():
            if self.level_of(purpose, category):
                found[column] = self.levels(category)[self.level_of(purpose, category) - 1]
        return found

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
        keep = read_keep(self.purposes[purpose]["keep"])
        for limit in (keep.after, keep.at_most) if consent else ():
            if limit and limit.events == ("consent",):
                last = self._last_consent(purpose, table, owner, row)
                if last is None or is_over(limit, last, self.clock, self.zone):
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

    def _last_consent(self, purpose: str, table: str, owner: Owner, row: Row) -> datetime | None:
        person = self.rows.person(owner, table, row)
        return self.standing.consents.get((*person, purpose)) if person else None

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

    def _categories_of(self, purpose: str) -> set[str]:
        held = {category for table in self.map.mapped for category, _ in self.map.personal_columns(table).values()}
        return {category for category in held if self.uses(self.purposes[purpose], category)}

    # ---- Live ------------------------------------------------------------------------------------------------------

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

    def live(self, purpose: str, table: str, owner: Owner, row: Row) -> bool:
        """Ground and time. For an owner who is nobody, consent never stands and any other ground follows time alone."""
        person = self.rows.person(owner, table, row)
        own = None if owner.path else row
        stands = self.ground(purpose, person, own) if person else not asks_for_ground(self, purpose)
        return stands and self.time(purpose, table, owner, row)

    def asks_for_somebody(self, purpose: str) -> bool:
        """Whether the purpose works for nobody: no one has consented, agreed or been told."""
        return self.purposes[purpose]["basis"] == "consent" or bool(self.purposes[purpose].get("needs"))

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

    # ---- Windows ---------------------------------------------------------------------------------------------------

    def _uses(self, purpose: str, category: str, owner: Owner) -> bool:
        about = self.purposes[purpose].get("about")
        return (not about or owner.name in about) and self.uses(self.purposes[purpose], category)

    @staticmethod
    def uses(entry: dict[str, Any], category: str) -> bool:
        """Whether a purpose uses a category, by name or by `prefix.*`."""
        return any(covers(pattern, category) for pattern in entry["uses"])

    def window(self, purpose: str) -> dict[str, Shown]:
        """What a purpose is shown, table by table."""
        if purpose not in self._windows:
            self._windows[purpose] = self._window(purpose)
        return self._windows[purpose]

    def forget(self) -> None:
        """Work the windows out anew, after a purpose was changed."""
        self._windows.clear()

    def _window(self, purpose: str) -> dict[str, Shown]:
        shown = {}
        for table in self.map.mapped:
            found = self._used(table, purpose)
            if found:
                shown[table] = found
        for table, entry in self._crossed(shown).items():
            shown.setdefault(table, entry)
        for table in filter(self.map.is_plain, self.map.mapped):
            shown[table] = Shown(list(self.map.schema[table]["columns"]), [], {}, whole=True)
        return shown

    def _used(self, table: str, purpose: str, recipient: dict[str, Any] | None = None) -> Shown | None:
        """A table with a used category: those columns, the key, the plain columns, and the links of their owners."""
        columns = set()
        categories: dict[Owner, set[str]] = {}
        for column, (category, owners) in self.map.personal_columns(table).items():
            counting = [owner for owner in owners if self._uses(purpose, category, owner)]
            if recipient is not None:
                counting = [owner for owner in counting if _receives(recipient, category, owner)]
            if counting:
                columns.add(column)
                for owner in counting:
                    categories.setdefault(owner, set()).add(category)
        if not columns:
            return None
        if recipient is None:
            columns |= set(self.map.plain_columns(table))
        return Shown(self._with_keys(table, columns, categories), list(categories), categories)

    def _with_keys(self, table: str, columns: set[str], owners: Iterable[Owner]) -> list[str]:
        links = {column for owner in owners for column in (owner.path[0].columns if owner.path else ())}
        shown = columns | links | set(self.map.primary_key(table))
        return [column for column in self.map.schema[table]["columns"] if column in shown]

    def _crossed(self, shown: dict[str, Shown]) -> dict[str, Shown]:
        """The tables that the paths of shown owners run through, short of the people's own: keys and links alone."""
        crossed: dict[str, dict[Owner, set[str]]] = {}
        for entry in shown.values():
            for owner in entry.owners:
                for step, hop in enumerate(owner.path[:-1], start=1):
                    for other in self.map.owners[hop.target]:
                        if other.kind == owner.kind and other.path == owner.path[step:]:
                            crossed.setdefault(hop.target, {})[other] = set()
        return {
            table: Shown(self._with_keys(table, set(), found), list(found), found) for table, found in crossed.items()
        }

    def shape(self, purpose: str) -> dict[str, list[str]]:
        """Table -> the columns that the purpose's window shows of it, in the order of the table."""
        return {table: shown.columns for table, shown in self.window(purpose).items()}

    def visible(self, purpose: str) -> dict[str, set[Key]]:
        """Table -> the primary keys of the rows that the purpose sees."""
        return {
            table: self._visible_rows(purpose, table, shown) & self._opened_rows(purpose, table, shown)
            for table, shown in self.window(purpose).items()
        }

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

    def _visible_rows(self, purpose: str, table: str, shown: Shown) -> set[Key]:
        rows = self.data.get(table, [])
        seen = [row for row in rows if shown.whole or self._sees(purpose, table, shown.owners, row)]
        return {self.map.key_of(table, row) for row in seen}

    def _sees(self, purpose: str, table: str, owners: list[Owner], row: Row) -> bool:
        """Whether a row may be seen: for each of these owners who is somebody, all must be well."""
        if self.row_restricted(purpose, table, row):
            return False
        people = {owner: self.rows.person(owner, table, row) for owner in owners}
        if not any(people.values()):
            somebodys = self.asks_for_somebody(purpose)
            return not somebodys and all(self.live(purpose, table, owner, row) for owner in owners)
        return all(
            self.live(purpose, table, owner, row) and self._unhindered(purpose, table, owner, person)
            for owner, person in people.items()
            if person is not None
        )

    def _unhindered(self, purpose: str, table: str, owner: Owner, person: Person) -> bool:
        """Neither restricted for the purpose, nor objecting to it with the answer pending; and every lock is open."""
        categories = self.window(purpose)[table].categories[owner]
        if categories and (*person, purpose, table) in self.standing.parts:
            return False
        pending = (*person, purpose) in self.standing.pending
        return not pending and unlocked(self, purpose, person) and not self.restricted(purpose, categories, person)

    # ---- Writing ---------------------------------------------------------------------------------------------------

    def may_write(self, purpose: str, table: str, row: Row) -> bool:
        """Whether standing lets the purpose write a row so that it is as given. Time is not asked.

        `row` must give every column that a path of the table's owners starts with, and the primary key.
        """
        if self.row_restricted(purpose, table, row):
            return False
        people = {owner: self.rows.person(owner, table, row) for owner in self.window(purpose)[table].owners}
        if self.asks_for_somebody(purpose) and not any(people.values()):
            return False
        return all(
            self.ground(purpose, person, None if owner.path else row)
            and self._unhindered(purpose, table, owner, person)
            for owner, person in people.items()
            if person is not None
        )

    def may(self, purpose: str) -> dict[str, dict[str, Any]]:
        """Table -> {"add": columns, "change": columns, "remove": bool} for the tables the purpose may write at all."""
        entry = self.purposes[purpose]
        allowed = entry.get("may") or ["read"]
        marked = {self.map.events[event] for event in entry.get("marks") or []}
        found = {}
        for table, shown in self.window(purpose).items():
            if shown.whole or not any(shown.categories.values()):
                continue
            marks = [column for column in shown.columns if any((e.table, e.column) == (table, column) for e in marked)]
            exact = [column for column in shown.columns if column not in self.level_columns(purpose, table)]
            change = [column for column in exact if "change" in allowed and self._changeable(table, column)]
            found[table] = {
                "add": exact if "add" in allowed else [],
                "change": [column for column in shown.columns if column in change or column in marks],
                "remove": "remove" in allowed,
            }
        return found

    def _changeable(self, table: str, column: str) -> bool:
        """No key, no link, and no column of an event, a condition or a period."""
        links = {name for owner in self.map.owners[table] for hop in owner.path[:1] for name in hop.columns}
        clocks = {event.column for event in self.map.events.values() if event.table == table}
        words = " ".join(condition.where for condition in self.map.conditions.values() if condition.table == table)
        words = words.replace('"', "")
        said = {self.map.mapped[table].get("only_for"), self.map.mapped[table].get("collected")}
        said |= self.map.period_columns(table)
        return column not in {*links, *clocks, *said, *self.map.primary_key(table), *words.split()}

    # ---- Recipients ------------------------------------------------------------------------------------------------

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


def _receives(recipient: dict[str, Any], category: str, owner: Owner) -> bool:
    about = recipient.get("about")
    return (not about or owner.name in about) and any(covers(pattern, category) for pattern in recipient["receives"])
