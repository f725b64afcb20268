"""Invented rows and standing for a policy, with times on purpose at, just before and just after each deadline."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.draw_tables import one_in
from properties.evaluator import Evaluator
from properties.needing import named
from properties.periods import Limit, later_by, local_time, read_keep
from properties.reading import Hop, Key, Row, is_true
from properties.standing import Hold, Restriction, Standing

MOST_ROWS = 6
ENDABLE = ("contract", "legitimate_interest", "public_task")
NEAR = (timedelta(0), timedelta(microseconds=1), timedelta(seconds=1), timedelta(days=1))


def interesting_times(policy: dict[str, Any], clock: datetime) -> list[datetime]:
    """Wall-clock times whose periods end at, just before or just after the clock."""
    now = local_time(clock, ZoneInfo(policy["time_zone"]))
    times = [now - timedelta(days=10), now, now - timedelta(days=1), now - timedelta(days=3000)]
    for entry in policy["purposes"].values():
        keep = read_keep(entry["keep"]) if entry.get("keep") else None
        for limit in (keep.after, keep.at_most) if keep else ():
            times += [time for each in each_length(policy, limit) for time in _before(each, now)]
        for need in entry.get("needs") or []:
            if isinstance(need, dict) and "age" in need:
                birthday = later_by(now, -need["age"], "years")
                times += [birthday, birthday - timedelta(days=1), birthday + timedelta(days=1)]
    return list(dict.fromkeys(times))


def each_length(policy: dict[str, Any], limit: Limit | None) -> list[Limit]:
    """The limit with every length that it can have."""
    if limit is None or not limit.named:
        return [limit] if limit else []
    entry = policy["periods"][limit.named]
    return [limit.lasting(length) for length in dict.fromkeys([*entry["lengths"].values(), entry["otherwise"]])]


def _before(limit: Limit, now: datetime) -> list[datetime]:
    start = later_by(now, -limit.count, limit.unit)
    times = [start + sign * near for near in NEAR for sign in (1, -1)]
    last = calendar.monthrange(start.year, start.month)[1]
    times += [start.replace(day=day) for day in range(28, last + 1)]
    if limit.end_of_year:
        new_year = datetime(start.year, 1, 1)
        times += [new_year + sign * near for near in NEAR for sign in (1, -1)]
    return [time for time in times if time <= now + timedelta(days=2)]


def draw_rows(draw: DrawFn, scratch: Evaluator, *, fewest: int = 0) -> dict[str, list[Row]]:
    """A few rows for every table, referring only to rows that are there."""
    times = interesting_times(scratch.policy, scratch.clock)
    data: dict[str, list[Row]] = {}
    for table in scratch.map.schema:
        data[table] = []
        for number in range(1, draw(st.integers(fewest, MOST_ROWS)) + 1):
            row = draw_row(draw, scratch, table, number, times, data)
            if row is not None:
                data[table].append(row)
    for hop in scratch.map.hops:
        if _leads_back(scratch, hop):
            for row in data[hop.table]:
                _refer(draw, scratch, hop, row, data)
    return data


def _leads_back(scratch: Evaluator, hop: Hop) -> bool:
    """Whether a link may lead to rows that are made later. It can be null: see Case.inserts."""
    names = list(scratch.map.schema)
    return names.index(hop.target) > names.index(hop.table) or hop.columns[0].startswith("latest_")


def draw_row(
    draw: DrawFn, scratch: Evaluator, table: str, number: int, times: list[datetime], data: dict[str, list[Row]]
) -> Row | None:
    columns = scratch.map.schema[table]["columns"]
    zone = scratch.zone
    row: Row = {}
    for name, entry in columns.items():
        if name in scratch.map.primary_key(table):
            row[name] = _key(entry["type"], number)
        else:
            row[name] = None if entry["nullable"] and one_in(draw, 3) else draw_value(draw, entry["type"], times, zone)
        if name == scratch.map.mapped[table].get("only_for") if scratch.map.mapped[table] != "plain" else False:
            row[name] = draw(st.sampled_from([None, *sorted(scratch.purposes)]))
    for hop in [hop for hop in scratch.map.hops if hop.table == table]:
        if _leads_back(scratch, hop):
            row.update(dict.fromkeys(hop.columns))
        elif not _refer(draw, scratch, hop, row, data):
            return None
    return row


def _key(type_: str, number: int) -> Any:
    return {"uuid": UUID(int=number), "text": f"k{number}"}.get(type_, number)


def draw_value(draw: DrawFn, type_: str, times: list[datetime], zone: ZoneInfo) -> Any:
    if type_ in ("date", "timestamp", "timestamptz"):
        time = draw(st.sampled_from(times))
        if type_ == "date":
            return time.date()
        return time if type_ == "timestamp" else time.replace(tzinfo=zone).astimezone(UTC)
    if type_ == "text":
        return draw(st.sampled_from(["a", "b", "it's", "a longer one"]))
    return _key(type_, draw(st.integers(1, 9)))


def _refer(draw: DrawFn, scratch: Evaluator, hop: Hop, row: Row, data: dict[str, list[Row]]) -> bool:
    """Fill a link with the key of a row that is there, or null. False if it can be neither."""
    columns = scratch.map.schema[hop.table]["columns"]
    nullable = all(columns[column]["nullable"] for column in hop.columns)
    whens = [owner.when for owner in scratch.map.owners[hop.table] if owner.path[:1] == (hop,)]
    declared = hop.columns[0] in _declared(scratch, hop.table)
    if declared and whens and all(when and not is_true(when, row) for when in whens) and draw(st.booleans()):
        return True  # The link means something else in this row: its value may be anything.
    targets = data[hop.target]
    if not targets or (nullable and one_in(draw, 4)):
        row.update(dict.fromkeys(hop.columns))
        if len(hop.columns) > 1 and nullable and one_in(draw, 3):
            row[hop.columns[0]] = 7  # Half null: PostgreSQL then checks nothing, and the link leads nowhere.
        return nullable
    target = draw(st.sampled_from(targets))
    row.update({column: target[end] for column, end in zip(hop.columns, hop.target_columns, strict=True)})
    return True


def _declared(scratch: Evaluator, table: str) -> set[str]:
    written = {column for key in scratch.map.schema[table]["foreign_keys"] for column in key["columns"]}
    return {column for hop in scratch.map.hops if hop.table == table for column in hop.columns} - written


def draw_standing(draw: DrawFn, scratch: Evaluator, data: dict[str, list[Row]]) -> Standing:
    """Consents, ended purposes, pending objections and restrictions of people who are there."""
    standing = Standing()
    people = [
        (kind, scratch.map.key_of(table, row))
        for kind, table in scratch.map.subject_table.items()
        for row in data[table]
    ]
    for kind, key in people:
        for purpose, entry in scratch.purposes.items():
            _stand(draw, scratch, standing, (kind, key, purpose), entry)
    for kind, key in people:
        _agree(draw, scratch, standing, kind, key)
    for purpose, entry in scratch.purposes.items():
        if case := entry.get("open_per"):
            table = scratch.map.tables["cases"][case]
            keys = [scratch.map.key_of(table, row) for row in data[table]]
            standing.opened |= {(purpose, key) for key in keys if draw(st.booleans())}
    if people:
        for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
            kind, key = draw(st.sampled_from(people))
            standing.restrictions.append(draw_restriction(draw, scratch, kind, key, data))
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            standing.holds.append(draw_hold(draw, scratch, people, data))
    return standing


def draw_hold(draw: DrawFn, scratch: Evaluator, people: list[tuple[str, Key]], data: dict[str, list[Row]]) -> Hold:
    """A hold set by hand, on a person or on one row."""
    keeps = tuple(draw(st.lists(st.sampled_from(list(scratch.policy["categories"])), min_size=1, max_size=2)))
    until = draw(st.sampled_from([None, *(scratch.clock + near for near in NEAR), scratch.clock - NEAR[1]]))
    rows = [
        (table, scratch.map.key_of(table, row))
        for table in scratch.map.mapped
        if not scratch.map.is_plain(table)
        for row in data[table]
    ]
    if draw(st.booleans()):
        return Hold(keeps, person=draw(st.sampled_from(people)), until=until)
    return Hold(keeps, row=draw(st.sampled_from(rows)), until=until)


def _stand(
    draw: DrawFn, scratch: Evaluator, standing: Standing, who: tuple[str, Key, str], entry: dict[str, Any]
) -> None:
    if entry["basis"] == "consent" or "consent" in entry.get("needs", []):
        if not one_in(draw, 3):
            times = interesting_times(scratch.policy, scratch.clock)
            time = draw(st.sampled_from(times)).replace(tzinfo=scratch.zone).astimezone(UTC)
            standing.consents[who] = min(time, scratch.clock)
    elif (entry["basis"] in ENDABLE and entry.get("on_erasure") != "wait") or entry.get("direct_marketing"):
        if one_in(draw, 4):
            standing.ended.add(who)
        elif entry.get("objection") == "balance" and one_in(draw, 3):
            standing.pending.add(who)


def _agree(draw: DrawFn, scratch: Evaluator, standing: Standing, kind: str, key: Key) -> None:
    """What a person has agreed to, confirmed, been told or been approved for; rarely, that they are a child."""
    needs = {purpose: [named(need) for need in entry.get("needs") or []] for purpose, entry in scratch.purposes.items()}
    if any(needs.values()) or any("new" in entry for entry in scratch.purposes.values()):
        for what in (("agreement", "terms"), ("notice",)):
            if not one_in(draw, 4):
                standing.agreed[kind, key, what] = (draw(st.sampled_from([1, 2, 2, 3, 3])), None)
    for purpose, asked in needs.items():
        for need, said in asked:
            what = {"confirmed": ("confirmed", purpose), "approval": ("approval", purpose, said)}.get(need)
            if what and not one_in(draw, 4):
                ends = [None, None, *(scratch.clock + near for near in NEAR), scratch.clock - NEAR[1]]
                until = draw(st.sampled_from(ends)) if need == "approval" else None
                standing.agreed[kind, key, what] = (1, until)
        if scratch.purposes[purpose].get("new", {}).get("for_earlier") == "agreed" and draw(st.booleans()):
            standing.agreed[kind, key, ("purpose", purpose)] = (1, None)
    if one_in(draw, 10):
        standing.children.add((kind, key))
        for who in [who for who in standing.consents if who[:2] == (kind, key)]:
            del standing.consents[who]


def draw_restriction(draw: DrawFn, scratch: Evaluator, kind: str, key: Key, data: dict[str, list[Row]]) -> Restriction:
    """A restriction with one scope. Its time is never that of a consent, so that one of them is the later."""
    rows = [
        (table, scratch.map.key_of(table, row))
        for table in scratch.map.mapped
        if scratch.map.restricts_rows(table)
        for row in data[table]
    ]
    at = scratch.clock - timedelta(days=draw(st.sampled_from([1, 20, 700])), milliseconds=7)
    until = draw(st.sampled_from([None, *(scratch.clock + near for near in NEAR), scratch.clock - NEAR[1]]))
    scope = draw(st.sampled_from(["everything", "purposes", "categories", *(["row"] if rows else [])]))
    purposes = tuple(draw(st.lists(st.sampled_from(sorted(scratch.purposes)), min_size=1, max_size=2, unique=True)))
    categories = tuple(draw(st.lists(st.sampled_from(list(scratch.policy["categories"])), min_size=1, max_size=2)))
    return Restriction(
        kind,
        key,
        at=at,
        purposes=purposes if scope == "purposes" else (),
        categories=tuple(dict.fromkeys(categories)) if scope == "categories" else (),
        row=draw(st.sampled_from(rows)) if scope == "row" else None,
        until=until,
    )
