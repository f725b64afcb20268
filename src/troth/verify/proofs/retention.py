"""Data is seen no longer than its purpose keeps it: counted in every row there is, and with the clock moved on."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.rows import Row
from troth.compiler.windows import TableWindow
from troth.mapped.model import Happening
from troth.policy.kept_by import Argument, takes
from troth.policy.model import Purpose
from troth.policy.period import CONSENT_EVENT, Clock, Keep
from troth.verify.canary.meeting import Meeting, meet
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, door_of
from troth.verify.trying import as_window

KIND = "retention"
ARGUMENT = takes("purpose", "category", of="category")
NEEDS = "canary"

MARGIN = "48 hours"
"""So that no time zone and no length of a month decides."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """For each purpose (or each that keeps the category): every row of its window, and the canary after its time."""
    policy = look.compiled.policy
    of = policy.categories_of(argument.all("of") or argument.all("category"))
    names = argument.all("purpose") or _keepers(look, of)
    if not names:
        yield Unproved(says="no purpose keeps it")
    for name in names:
        if of and not of & policy.categories_of(policy.purposes[name].uses):
            yield Unproved(says=f"`{name}` does not use {', '.join(argument.all('of'))}")
            continue
        yield from _of_purpose(look, name)


def _keepers(look: Look, categories: frozenset[str]) -> tuple[str, ...]:
    """The purposes that keep any of these categories."""
    policy = look.compiled.policy
    keeping = (name for name, purpose in policy.purposes.items() if purpose.keeps)
    return tuple(name for name in keeping if policy.categories_of(policy.purposes[name].uses) & categories)


def _of_purpose(look: Look, name: str) -> Iterator[Evidence | Unproved]:
    purpose = look.compiled.policy.purposes[name]
    door = door_of(look, name)
    for clock in purpose.keep.clocks if purpose.keep else ():
        yield from _rows(look, door, clock)
    meeting = meet(look, name)
    if isinstance(meeting, Unproved):
        yield meeting
        return
    yield meeting.seen()
    yield _later(look, meeting, name, purpose)


# -- every row there is ----------------------------------------------------------------------------------------------


def _rows(look: Look, door: Door, clock: Clock) -> Iterator[Evidence]:
    """Of each table that carries the event itself: the rows that are shown although the period is long over."""
    for event in (look.compiled.mapped.events[name] for name in clock.events if name != CONSENT_EVENT):
        table = door.window.tables.get(event.table)
        if event.way or event.column is None or table is None or event.column.name not in table.shown:
            continue
        query = _overdue(door, table, event, clock)
        with as_window(look, door.role):
            row = look.connection.execute(query).fetchone()
        count = row[0] if row else 0
        says = (
            f"{count} rows of {table.relation} are shown longer than {clock}"
            if count
            else f"no row of {table.relation} is shown longer than {clock}"
        )
        yield Evidence(kept=not count, says=says, how=query.as_string(look.connection), count=count)


def _overdue(door: Door, table: TableWindow, event: Happening, clock: Clock) -> sql.Composed:
    """Counted with PostgreSQL's own calendar, and none of the functions that the windows go by."""
    assert event.column is not None
    happened = sql.SQL("{}::timestamp").format(Row("v").column(event.column.name))
    if clock.end_of_year:
        happened = sql.SQL("date_trunc('year', {}) + interval '1 year'").format(happened)
    return sql.SQL("select count(*) from {} as v where {} + interval {} + interval {} < now()::timestamp").format(
        sql.Identifier(door.schema, table.relation.name), happened, sql.Literal(str(clock.period)), sql.Literal(MARGIN)
    )


# -- the canary, later -----------------------------------------------------------------------------------------------


def _later(look: Look, meeting: Meeting, name: str, purpose: Purpose) -> Evidence | Unproved:
    """When its longest time is over, nothing of the canary is seen."""
    if purpose.keep is None:
        if not purpose.asks_consent:
            return Unproved(says=f"`{name}` has no `keep`")
        meeting.canary.say(meeting.person, "withdraw", name)
        return meeting.hidden("it is kept while the consent stands; once that is withdrawn")
    lengths = _lengths(look, name, purpose.keep)
    if not lengths:
        return Unproved(says=f"nothing that keeps what `{name}` sees has an end of its own")
    for length in lengths:
        meeting.canary.later(f"{length} {MARGIN}")
        if not meeting.now().count:
            break
    shown = meeting.now()
    if shown.count and (waits := _not_happened(look, purpose.keep)):
        return Unproved(says=f"its clock may not have started for the canary: {waits}")
    return meeting.hidden(f"{lengths[-1] if shown.count else length} later")


def _lengths(look: Look, name: str, keep: Keep) -> list[str]:
    """How far to move the clock: the purpose's own end or, where it keeps nothing, the ends of those that do."""
    if not keep.nothing:
        return [_end(keep)]
    purposes = look.compiled.policy.purposes
    uses = look.compiled.policy.categories_of(purposes[name].uses)
    ends = {
        _end(said.keep): None
        for said in purposes.values()
        if said.keep and not said.keep.nothing and look.compiled.policy.categories_of(said.uses) & uses
    }
    return sorted(ends, key=_days)


def _end(keep: Keep) -> str:
    """After this length of time from now it is over, if its event has happened by now."""
    clock = keep.at_most or keep.after
    assert clock is not None
    period = clock.period
    if not clock.end_of_year:
        return str(period)
    # PostgreSQL takes each unit once.
    return f"{period.count + 1} years" if period.unit == "years" else f"1 year {period}"


def _days(length: str) -> int:
    units = {"day": 1, "week": 7, "month": 31, "year": 366}
    words = length.split()
    return sum(int(count) * units[unit.rstrip("s")] for count, unit in zip(words[::2], words[1::2], strict=True))


def _not_happened(look: Look, keep: Keep) -> str:
    """The event that a row may lack for ever, where nothing else ends the purpose."""
    if keep.nothing or keep.at_most:
        return ""
    assert keep.after is not None
    events = [look.compiled.mapped.events[name] for name in keep.after.events if name != CONSENT_EVENT]
    may_lack = all(event.way or event.column is None or event.column.nullable for event in events)
    return ", ".join(event.name for event in events) if events and may_lack else ""
