"""Data is seen no longer than its purpose keeps it: counted in every row there is, and with the clock moved on."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.erasable.let_go import is_linked
from troth.compiler.live.period_lengths import by_length
from troth.compiler.rows import TRUE, Row, equal, qualified
from troth.compiler.wall_clock import local, now
from troth.mapped.model import Happening
from troth.policy.kept_by import Argument, takes
from troth.policy.model import Purpose
from troth.policy.period import CONSENT_EVENT, Clock, Keep, Period, longer, parse_period
from troth.verify.canary.meeting import Meeting, canary_of, meet
from troth.verify.canary.playing import Canary, Played
from troth.verify.canary.sight import Held, held
from troth.verify.canary.sweeping import cells_of_person, left_by_sweep
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, door_of
from troth.verify.trying import as_window

KIND = "retention"
ARGUMENT = takes("purpose", "category", of="category", at_most="words")
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
        yield from _no_longer(look, name, argument.one("at_most"))
        # The clock goes back before the next of them.
        with look.connection.transaction(force_rollback=True):
            found = tuple(_of_purpose(look, name, alone=bool(argument.all("purpose"))))
        yield from found
    if of and not argument.all("purpose"):
        yield from _swept(look, of, names)


def _no_longer(look: Look, name: str, limit: str | None) -> Iterator[Evidence]:
    """Its `keep` is no longer than the promise says."""
    keep = look.compiled.policy.purposes[name].keep
    if limit is None or keep is None or keep.after is None:
        return
    policy = look.compiled.policy
    kept = not any(longer(each, parse_period(limit)) for each in policy.lengths_of(keep.after))
    says = f"`{name}` keeps it {policy.says_of(keep)}, {'no' if kept else 'which is'} longer than {limit}"
    yield Evidence(kept=kept, says=says, how="the policy that is in force", count=1)


def _keepers(look: Look, categories: frozenset[str]) -> tuple[str, ...]:
    """The purposes that keep any of these categories."""
    policy = look.compiled.policy
    keeping = (name for name, purpose in policy.purposes.items() if purpose.keeps)
    return tuple(name for name in keeping if policy.categories_of(policy.purposes[name].uses) & categories)


def _of_purpose(look: Look, name: str, *, alone: bool) -> Iterator[Evidence | Unproved]:
    """One purpose. Among several, one that sees nothing of the canary counts by the rows that there are."""
    purpose = look.compiled.policy.purposes[name]
    door = door_of(look, name)
    counted = [each for clock in (purpose.keep.clocks if purpose.keep else ()) for each in _rows(look, door, clock)]
    yield from counted
    with look.connection.transaction(force_rollback=True):
        meeting = meet(look, name)
        if not isinstance(meeting, Unproved):
            yield meeting.seen()
            yield _later(look, meeting, name, purpose)
        elif alone or not counted:
            yield meeting


# -- every row there is ----------------------------------------------------------------------------------------------


def _rows(look: Look, door: Door, clock: Clock) -> Iterator[Evidence]:
    """Of each table that carries the event itself: the rows that are shown although the period is long over."""
    for event in (look.compiled.mapped.events[name] for name in clock.events if name != CONSENT_EVENT):
        table = door.window.tables.get(event.table)
        if event.way or event.column is None or table is None or event.column.name not in table.shown:
            continue
        query = _overdue(look, door, event, clock)
        with as_window(look, door.role):
            row = look.connection.execute(query).fetchone()
        count = row[0] if row else 0
        says = (
            f"{count} rows of {table.relation} are shown longer than {clock}"
            if count
            else f"no row of {table.relation} is shown longer than {clock}"
        )
        yield Evidence(kept=not count, says=says, how=query.as_string(look.connection), count=count)


def _overdue(look: Look, door: Door, event: Happening, clock: Clock) -> sql.Composed:
    """Counted with PostgreSQL's own calendar, and none of the functions that the windows go by."""
    assert event.column is not None
    zone = look.compiled.policy.time_zone
    happened = local(Row("v").column(event.column.name), event.column.base_type, zone)
    if clock.end_of_year:
        happened = sql.SQL("date_trunc('year', {}) + interval '1 year'").format(happened)
    policy, mapped = look.compiled.policy, look.compiled.mapped
    length = by_length(
        policy,
        mapped,
        clock.period,
        event.to,
        Row("v"),
        lambda period: sql.SQL("interval {}").format(sql.Literal(str(period))),
    )
    table = mapped.tables[event.table]
    linked = is_linked(table, Row("v")) if table.lets_go else TRUE
    return sql.SQL("select count(*) from {} as v where {} + ({}) + interval {} < {} and {}").format(
        sql.Identifier(door.schema, event.table.name), happened, length, sql.Literal(MARGIN), now(zone), linked
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
    if meeting.now().count and _may_wait(look, purpose.keep) and not _start(look, meeting.keys, purpose.keep):
        return Unproved(says=f"nothing has happened to the canary that ends `{name}`: {purpose.keep}")
    return meeting.hidden(f"{length} later")


def _lengths(look: Look, name: str, keep: Keep) -> list[str]:
    """How far to move the clock: the purpose's own end or, where it keeps nothing, the ends of those that do."""
    if not keep.nothing:
        return _ends(look, keep)
    purposes = look.compiled.policy.purposes
    uses = look.compiled.policy.categories_of(purposes[name].uses)
    ends = {
        end: None
        for said in purposes.values()
        if said.keep and not said.keep.nothing and look.compiled.policy.categories_of(said.uses) & uses
        for end in _ends(look, said.keep)
    }
    return sorted(ends, key=_days)


def _ends(look: Look, keep: Keep) -> list[str]:
    """After these lengths of time from now it is over, if its event has happened by now: after the last in any row."""
    clock = keep.at_most or keep.after
    assert clock is not None
    return sorted({_end(period, clock) for period in look.compiled.policy.lengths_of(clock)}, key=_days)


def _end(period: Period, clock: Clock) -> str:
    if not clock.end_of_year:
        return str(period)
    # PostgreSQL takes each unit once.
    return f"{period.count + 1} years" if period.unit == "years" else f"1 year {period}"


def _days(length: str) -> int:
    units = {"day": 1, "week": 7, "month": 31, "year": 366}
    words = length.split()
    return sum(int(count) * units[unit.rstrip("s")] for count, unit in zip(words[::2], words[1::2], strict=True))


def _may_wait(look: Look, keep: Keep) -> bool:
    """Whether its event may never happen, and nothing else ends the purpose."""
    if keep.nothing or keep.at_most:
        return False
    return all(event.way or event.column is None or event.column.nullable for event in _events(look, keep))


def _events(look: Look, keep: Keep) -> list[Happening]:
    assert keep.after is not None
    return [look.compiled.mapped.events[name] for name in keep.after.events if name != CONSENT_EVENT]


def _start(look: Look, keys: Held, keep: Keep) -> bool:
    """Let the event happen now to the canary's rows, as their owner; whether there was any."""
    for event in _events(look, keep):
        rows = keys.get(str(event.table), ())
        table = look.compiled.mapped.tables[event.table]
        for _, key in rows:
            same = equal(Row("t").columns(table.table.primary_key), [sql.Literal(value) for value in key])
            query = sql.SQL("update {} as t set {} = now() where {} and {} is null").format(
                qualified(event.table), sql.Identifier(event.column.name if event.column else ""), same,
                Row("t").column(event.column.name if event.column else ""),
            )  # fmt: skip
            look.connection.execute(query)
        if rows:
            return True
    return False


# -- what the sweep would leave --------------------------------------------------------------------------------------


def _swept(look: Look, categories: frozenset[str], names: tuple[str, ...]) -> Iterator[Evidence | Unproved]:
    """When everything that keeps a category is over, the sweep takes every cell of it that is the canary's alone."""
    canary = canary_of(look)
    keeps = (look.compiled.policy.purposes[name].keep for name in names)
    lengths = [end for keep in keeps if keep for end in _ends(look, keep)]
    if isinstance(canary, Unproved) or not lengths:
        return
    canary.later(f"{max(lengths, key=_days)} {MARGIN}")
    for person in canary.people():
        keys = held(canary, person)
        _end_everything(look, canary, person, keys)
        yield from left_by_sweep(look, person, cells_of_person(look, person, keys, categories))


def _end_everything(look: Look, canary: Canary, person: Played, keys: Held) -> None:
    """Clocks that may wait for ever are started, and consents withdrawn."""
    for name, purpose in look.compiled.policy.purposes.items():
        if purpose.keep and _may_wait(look, purpose.keep):
            _start(look, keys, purpose.keep)
        if purpose.asks_consent:
            canary.say(person, "withdraw", name)
