"""The company's triggers and constraints refuse, at once or at the commit, or write elsewhere: it is said, and nothing
is lost."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from databases import Server
from integration.retention.schemas import LATELY, LONG_AGO, Company, company
from troth.errors import Refused
from troth.journal.behind import forgotten

TABLES = """
create table member (member_id int primary key, name text, seen_on date not null);
create table orders (
  order_id int primary key, buyer_id int references member, item text, note text, placed_on date not null
);
create table done (line text);
create function refuses() returns trigger language plpgsql as
  'begin raise exception using errcode = tg_argv[0], message = ''not this one''; end';
create function writes() returns trigger language plpgsql as
  'begin insert into done values (tg_op || '' '' || old.order_id); return null; end';
"""
MAP = """
tables:
  member: {subject: member, columns: {name: name, seen_on: plain}}
  orders: {owners: {buyer: {member: buyer_id}}, columns: {item: order, note: note, placed_on: plain}}
  done: plain
events: {seen: member.seen_on, placed: orders.placed_on}
"""
REFUSING = {
    "a trigger": "create trigger refuses before delete on orders for each row when (old.order_id = 2)"
    " execute function refuses('P0001')",
    "a trigger with a code of its own": "create trigger refuses before delete on orders for each row"
    " when (old.order_id = 2) execute function refuses('SH001')",
    "a trigger at the commit": "create constraint trigger refuses after delete on orders deferrable initially deferred"
    " for each row when (old.order_id = 2) execute function refuses('23514')",
    "a trigger that may not do something": "create trigger refuses before delete on orders for each row"
    " when (old.order_id = 2) execute function refuses('42501')",
}


@pytest.fixture(scope="module")
def usual(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(server, tmp_path_factory.mktemp("shop"), TABLES, MAP) as made:
        yield made


@pytest.fixture
def shop(usual: Company) -> Iterator[Company]:
    """A member with three orders, of which nothing is needed any more."""
    usual.emptied().do(f"""
        insert into member values (1, 'Ana', '{LONG_AGO}');
        insert into orders select n, 1, 'lamp', 'quick', '{LONG_AGO}' from generate_series(1, 3) n;
    """)
    yield usual
    usual.do("drop trigger if exists refuses on orders; drop trigger if exists writes on orders")


@pytest.mark.parametrize("refusing", REFUSING.values(), ids=REFUSING)
def test_a_sweep_takes_the_other_rows_and_says_what_refused(shop: Company, refusing: str) -> None:
    shop.do(refusing)
    swept = shop.troth.sweep()
    assert {(str(table), said) for table, said in swept.refused} == {("orders", "not this one")}
    assert shop.do("select order_id from orders") == [(2,)]
    assert shop.do("select name from member") == [(None,)]
    shop.do("drop trigger refuses on orders")
    shop.swept()
    assert shop.do("select count(*) from member") == [(0,)]


@pytest.mark.parametrize("refusing", REFUSING.values(), ids=REFUSING)
def test_an_erasure_that_is_refused_has_not_happened_and_closes_no_window(shop: Company, refusing: str) -> None:
    shop.do(refusing)
    plan = shop.troth.subject("member", 1).plan_erasure()
    with pytest.raises(Refused, match=r"(?s)TR734.*not this one"):
        plan.apply(because="a test")
    assert shop.do("select count(*) from orders where item is not null") == [(3,)]
    assert shop.troth.journal is not None
    assert forgotten(shop.connection, shop.troth.journal) == ()
    with shop.troth.purpose("account") as db:
        assert db.execute("select 1").fetchone() == (1,)
    shop.do("drop trigger refuses on orders")
    shop.erased(1)
    assert shop.do("select count(*) from member") == [(0,)]


def test_a_constraint_is_named(shop: Company) -> None:
    shop.do(f"update orders set placed_on = '{LATELY}'")
    shop.do("alter table orders add constraint noted check (order_id <> 2 or note is not null)")
    try:
        with pytest.raises(Refused, match=r"(?s)TR734.*constraint noted"):
            shop.troth.subject("member", 1).plan_erasure().apply(because="a test")
        assert {said for _, said in shop.troth.sweep().refused} == {"constraint noted"}
        assert shop.do("select order_id from orders where note is not null") == [(2,)]
    finally:
        shop.do("alter table orders drop constraint noted")


def test_a_trigger_may_write_elsewhere(shop: Company) -> None:
    shop.do("create trigger writes after delete on orders for each row execute function writes()")
    assert shop.swept(batch=2).rows == 4
    assert shop.do("select line from done order by 1") == [(f"DELETE {number}",) for number in (1, 2, 3)]


def test_a_lost_connection_is_no_refusal(shop: Company) -> None:
    with shop.troth.sweeping() as found:
        number = found.connection.info.backend_pid
        shop.do(f"select pg_terminate_backend({number}, 5000)")
        with pytest.raises(psycopg.OperationalError):
            found.run()
    assert shop.do("select count(*) from orders") == [(3,)]
