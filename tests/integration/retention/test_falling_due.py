"""What falls due next is told by day and column: every row and every cell that is needed now, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from databases import Server
from integration.retention.schemas import Company, company
from troth.retention.falling_due import Period

TABLES = """
create table member (member_id int primary key, name text, note text, seen timestamptz not null,
  bought text default 'a lamp', placed timestamptz not null default '2010-01-01')
"""
MAP = """
tables: {member: {subject: member, columns: {name: name, note: note, seen: plain, bought: order, placed: plain}}}
events: {seen: member.seen, placed: member.placed}
"""
MEMBERS = """
insert into member values
  (1, 'Ana', 'a', now() - interval '10 days'), (2, 'Ben', 'b', now() - interval '10 days'),
  (3, 'Cid', null, now() - interval '10 days'), (4, 'Dee', 'd', now() - interval '40 days'),
  (5, 'Eve', 'e', '2010-01-01'), (6, 'Fay', 'f', now() - interval '10 days')
"""
DAYS = """
select ((now() - days * interval '1 day') at time zone 'Europe/Berlin' + interval '1 year')::date
  from unnest(array[40, 10]) as days
"""


@pytest.fixture(scope="module")
def members(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(server, tmp_path_factory.mktemp("ahead"), TABLES, MAP) as made:
        made.do(MEMBERS)
        made.troth.subject("member", 6).restrict("accuracy")
        yield made


def told(members: Company, by: Period) -> dict[tuple[date | None, str | None], int]:
    return {(expiry.on, expiry.column): expiry.count for expiry in members.troth.ahead(by=by)}


def test_rows_that_end_alike_are_all_counted_and_cells_that_are_erased_are_not(members: Company) -> None:
    (first,), (second,) = members.do(DAYS)
    ones = {(day, column): 1 for day in (first, None) for column in (None, "name", "note")}
    ones[None, "bought"] = 1  # A restriction keeps what nothing else does.
    assert told(members, Period.DAY) == ones | {(second, None): 3, (second, "name"): 3, (second, "note"): 2}


def test_a_year_holds_all_its_days(members: Company) -> None:
    by_day, by_year = told(members, Period.DAY), told(members, Period.YEAR)
    within: Counter[tuple[date | None, str | None]] = Counter()
    for (day, column), count in by_day.items():
        within[day.replace(month=1, day=1) if day else None, column] += count
    assert by_year == within
