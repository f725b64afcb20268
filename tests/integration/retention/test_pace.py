"""How many rows a batch takes: more while batches are quick, fewer when they are slow or in the way, or as was said."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest

from databases import Server
from integration.retention.schemas import LATELY, LONG_AGO, Company, company
from troth.retention import batches, pace
from troth.retention.sweep import Swept

TABLES = """
create table member (member_id int primary key, name text, seen_on date not null);
create table orders (order_id int primary key, buyer_id int references member, item text, placed_on date not null);
create table message (
  message_id int primary key, writer_id int references member, answers int references message, body text
);
create index on orders (buyer_id);
create index on message (writer_id);
create index on message (answers);
create function waits() returns trigger language plpgsql as
  'begin perform pg_advisory_xact_lock(7); return old; end';
"""
MAP = """
tables:
  member: {subject: member, columns: {name: name, seen_on: plain}}
  orders: {owners: {buyer: {member: buyer_id}}, columns: {item: order, placed_on: plain}}
  message: {owners: {writer: {member: writer_id}}, columns: {answers: note, body: note}}
events: {seen: member.seen_on, placed: orders.placed_on}
"""
STRAIGHT, LISTED = "orders", "message"
"""A table that is gone straight through, and one whose rows refer to each other, which goes by a list."""

ROWS = 20


@pytest.fixture(scope="module")
def usual(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(server, tmp_path_factory.mktemp("shop"), TABLES, MAP) as made:
        yield made


@pytest.fixture
def shop(usual: Company) -> Iterator[Company]:
    """Twenty orders and twenty messages that nothing needs any more."""
    usual.emptied().do(f"""
        insert into member values (1, 'Ana', '{LATELY}'), (2, 'Ben', '{LONG_AGO}');
        insert into orders select n, 1, 'lamp', '{LONG_AGO}' from generate_series(1, {ROWS}) n;
        insert into message select n, 2, null, 'hello' from generate_series(1, {ROWS}) n;
    """)
    yield usual
    usual.do("drop trigger if exists waits on orders; drop trigger if exists waits on message")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch is quick; the first has two rows, none has more than eight."""
    for name, value in (("FIRST", 2), ("FEWEST", 1), ("MOST", 8), ("QUICK", 1e9), ("SLOW", 1e9)):
        monkeypatch.setattr(pace, name, value)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every batch is slow; the first has eight rows, none has fewer than two."""
    for name, value in (("FIRST", 8), ("FEWEST", 2), ("MOST", 8), ("QUICK", 0), ("SLOW", 0)):
        monkeypatch.setattr(pace, name, value)


def sizes(shop: Company, swept: Swept, table: str) -> list[int]:
    """How many rows each batch of a sweep took of a table, as the ledger has it."""
    entries = [json.loads(text) for (text,) in shop.do("select entry from troth.ledger_entry order by id")]
    ours = [
        entry["detail"] for entry in entries if entry["what"] == "sweep" and entry["detail"]["sweep"] == swept.number
    ]
    return [detail["tables"][table]["deleted"] for detail in ours if table in detail["tables"]]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("table", [STRAIGHT, LISTED])
def test_batches_grow_while_they_are_quick_up_to_the_most_and_anew_for_each_table(shop: Company, table: str) -> None:
    assert sizes(shop, shop.troth.sweep(), table) == [2, 4, 8, 6]


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("table", [STRAIGHT, LISTED])
def test_batches_shrink_while_they_are_slow_down_to_the_fewest(shop: Company, table: str) -> None:
    assert sizes(shop, shop.troth.sweep(), table) == [8, 4, 2, 2, 2, 2]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("table", [STRAIGHT, LISTED])
def test_a_size_that_somebody_has_said_stays(shop: Company, table: str) -> None:
    assert sizes(shop, shop.troth.sweep(batch=7), table) == [7, 7, 6]


@pytest.mark.usefixtures("quick")
def test_a_sweep_that_stopped_is_gone_on_with_small_batches_again(shop: Company) -> None:
    first, second = shop.troth.sweep(at_most=29), shop.troth.sweep()
    assert (first.rows, first.complete, second.rows, second.complete) == (29, False, 12, True)
    assert [sizes(shop, swept, STRAIGHT) for swept in (first, second)] == [[2, 4, 3], [2, 4, 5]]
    assert shop.troth.plan_sweep(ahead=False).empty


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("table", [STRAIGHT, LISTED])
def test_a_large_batch_that_is_in_the_way_is_tried_again_in_small_ones(
    shop: Company, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "PATIENCE", "50ms")
    shop.do(f"""create trigger waits before delete on {table} for each row when (old.{table.removesuffix("s")}_id = 9)
                execute function waits()""")
    with psycopg.connect(shop.troth.database) as other:
        other.execute("select pg_advisory_xact_lock(7)")
        swept = shop.troth.sweep()
    assert (sizes(shop, swept, table), swept.left_over) == ([2, 4, 2, 2, 4, 4], 2)
    shop.swept()
    assert shop.do(f"select count(*) from {table}") == [(0,)]
