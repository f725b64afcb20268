"""What refers to personal data from outside of the data map stops the plan; mapped as plain, it keeps what it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Server
from integration.retention.schemas import LONG_AGO, Company, company
from troth.errors import Refused

TABLES = f"""
create table member (member_id int primary key, name text, note text, item text, seen_on date not null);
create table colour (colour_id int primary key);
insert into member values (1, 'Ana', 'tall', 'lamp', '{LONG_AGO}'), (2, 'Ben', 'old', 'vase', '{LONG_AGO}');
"""
MAP = """
tables:
  member: {subject: member, columns: {name: name, note: note, item: order, seen_on: plain}}
  colour: plain
events: {seen: member.seen_on, placed: member.seen_on}
"""
TRAIL = """
create schema audit;
create table audit.trail (trail_id int primary key, who int references member on delete cascade);
create table audit.paint (colour_id int references colour);
insert into audit.trail values (1, 2);
"""
PARTITIONED = """
create table visits.trail (trail_id int, who int, day date) partition by range (day);
create table visits.trail_2026 partition of visits.trail for values from ('2026-01-01') to ('2027-01-01');
alter table visits.trail_2026 add foreign key (who) references member;
"""


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[Company]:
    with company(server, tmp_path, TABLES, MAP) as made:
        yield made


def test_from_a_schema_that_is_not_mapped(shop: Company) -> None:
    shop.do(TRAIL)
    with pytest.raises(Refused) as problem:
        shop.troth.sweep()
    said = str(problem.value)
    assert "`audit.trail.who` refers to `member`, and is not in the data map" in said
    assert "add `audit.trail: plain`, or its owners and columns, under tables" in said
    assert "audit.paint" not in said
    assert shop.do("select count(*) from member, audit.trail") == [(2,)]
    assert "audit.trail.who" in str([finding for finding in shop.troth.verify().findings if finding.code == "TR301"])


def test_from_one_partition_alone(shop: Company) -> None:
    shop.do("create schema visits")
    shop.do(PARTITIONED)
    with pytest.raises(Refused, match=r"`visits.trail_2026.who` refers to `member`, and is a foreign key of one"):
        shop.troth.plan()


def test_mapped_as_plain_it_keeps_the_row_it_refers_to(server: Server, tmp_path: Path) -> None:
    plain = "colour: plain\n  audit.trail: plain\n  audit.paint: plain"
    with company(server, tmp_path, TABLES + TRAIL, MAP.replace("colour: plain", plain)) as shop:
        shop.swept()
        assert shop.do("select member_id, name from member") == [(2, None)]
        assert shop.do("select trail_id, who from audit.trail") == [(1, 2)]
        shop.erased(2)
        assert shop.do("select trail_id, who from audit.trail") == [(1, 2)]


def test_a_stored_view_or_a_table_that_nobody_has_mapped(shop: Company) -> None:
    shop.do("create materialized view totals as select count(*) from member")
    shop.do("create table log (at date) partition by range (at)")
    with pytest.raises(Refused) as problem:
        shop.troth.plan()
    said = str(problem.value)
    assert "nobody says what materialised view `totals` holds" in said and "nobody says what table `log` holds" in said
    assert "add `totals: plain`, or move it to a schema that is not mapped" in said
