"""Traffic, words, erasures and sweeps about the same people at once: nothing half done, no error but Troth's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from databases import Server
from integration.retention.schemas import LATELY, LONG_AGO, POLICY, Company, company
from integration.together import in_threads
from opening import SECRET
from troth.client import Troth
from troth.errors import Refused, Stale, Unavailable
from troth.journal.behind import forgotten

TABLES = """
create table member (member_id int primary key, name text, seen_on date not null);
create table orders (
  order_id int primary key, buyer_id int references member, seller_id int references member, item text, note text,
  placed_on date not null
);
create table message (
  message_id int primary key, writer_id int references member, answers int references message, body text
);
create index on orders (buyer_id);
create index on orders (seller_id);
create index on message (writer_id);
"""
MAP = """
tables:
  member: {subject: member, columns: {name: name, seen_on: plain}}
  orders:
    owners: {buyer: {member: buyer_id}, seller: {member: seller_id}}
    columns: {item: {holds: order, of: [buyer, seller]}, note: {holds: note, of: [buyer]}, placed_on: plain}
  message: {owners: {writer: {member: writer_id}}, columns: {answers: note, body: note}}
events: {seen: member.seen_on, placed: orders.placed_on}
"""
LETTERS = "  letters: {says: Write letters, basis: consent, uses: [name]}\n"
LEFT_BEHIND = """
select 'consent', subject from troth.consent_member where subject not in (select member_id from member)
union all select 'history', subject from troth.history_member where subject not in (select member_id from member)
union all select 'hidden', subject from troth.hidden_member where subject not in (select member_id from member)
"""
"""What Troth's own tables say of people who are gone."""


@pytest.fixture(scope="module")
def usual(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(server, tmp_path_factory.mktemp("shop"), TABLES, MAP, POLICY + LETTERS) as made:
        yield made


@pytest.fixture
def shop(usual: Company) -> Company:
    usual.emptied().do("truncate troth.consent_member, troth.hidden_member, troth.history_member")
    return usual


def again_until_done(work: Callable[[], Any]) -> Any:
    """As somebody would who is told to try again: once more, up to twenty times."""
    for _ in range(20):
        try:
            return work()
        except (Stale, Unavailable) as problem:
            assert problem.findings[0].code in ("TR730", "TR735")
            time.sleep(0.01)
    raise AssertionError("never done")


def erase(troth: Troth, number: int) -> Any:
    def once() -> Any:
        return troth.subject("member", number).plan_erasure().apply(because="a test")

    try:
        return again_until_done(once)
    except Refused as problem:  # a sweep has taken their last row before
        assert problem.findings[0].code == "TR701"
        return None


def sweep(shop: Company, batch: int = 3) -> Any:
    """A sweep of another process: with connections of its own."""
    with Troth(shop.troth.files.folder, shop.troth.database, secret=SECRET) as troth:
        return troth.sweep(batch=batch)


def test_traffic_words_erasure_and_sweeps_about_one_person(shop: Company) -> None:
    for number in range(1, 5):
        shop.do(f"insert into member values ({number}, 'Ana', '{LATELY}')")
        person = shop.troth.subject("member", number)

        def orders(number: int = number) -> int:
            with psycopg.connect(shop.troth.database, autocommit=True) as application:
                for count in range(12):
                    day = LONG_AGO if count % 2 else LATELY
                    try:
                        application.execute(
                            "insert into orders values (%s, %s, null, 'lamp', 'quick', %s)",
                            [number * 100 + count, number, day],
                        )
                    except psycopg.errors.ForeignKeyViolation:
                        return count
            return 12

        def words(person: Any = person) -> None:
            for _ in range(6):
                try:
                    person.consent("letters")
                    person.withdraw("letters")
                except Refused as problem:
                    assert problem.findings[0].code == "TR701"
                    return

        found = in_threads(
            orders, words, lambda n=number: erase(shop.troth, n), lambda: sweep(shop), lambda: sweep(shop)
        )
        assert not [each for each in found if isinstance(each, Exception)], found
    shop.troth.sweep()
    assert shop.troth.plan_sweep(ahead=False).empty
    assert shop.do("select count(*) from orders where note is not null or placed_on < '2020-01-01'") == [(0,)]
    assert shop.do(LEFT_BEHIND) == []
    assert shop.troth.journal is not None
    assert forgotten(shop.connection, shop.troth.journal) == ()


def test_two_sweeps_of_rows_in_a_circle_and_what_was_said_about_people_who_are_gone(shop: Company) -> None:
    shop.do(f"""
        insert into member select n, 'Ana', '{LATELY}' from generate_series(1, 60) n;
        insert into message select n, n, nullif(n - 1, 0), 'hello' from generate_series(1, 60) n;
    """)
    shop.troth.consent_many("member", list(range(1, 61)), "letters")
    for number in range(1, 61, 6):
        shop.troth.subject("member", number).withdraw("letters")
    shop.do(f"update member set seen_on = '{LONG_AGO}'")
    found = in_threads(*[lambda: sweep(shop, batch=2)] * 2)
    assert not [each for each in found if isinstance(each, Exception)], found
    shop.troth.sweep()
    assert shop.do("select count(*) from member") == [(50,)]
    assert shop.do("select count(*) from message") == [(0,)]
    assert shop.do(LEFT_BEHIND) == []


def test_erasures_and_sweeps_of_people_who_share_many_orders(shop: Company) -> None:
    for first in (1, 3, 5):
        shop.do(f"insert into member values ({first}, 'Ana', '{LATELY}'), ({first + 1}, 'Ben', '{LATELY}')")
        shop.do(f"""
            insert into orders select {first} * 100 + n, {first} + n % 2, {first} + 1 - n % 2, 'lamp', 'quick',
                   case when n % 3 = 0 then date '{LONG_AGO}' else '{LATELY}' end from generate_series(1, 30) n
        """)
        work = [lambda n=number: erase(shop.troth, n) for number in (first, first + 1, first)]
        found = in_threads(*work, lambda: sweep(shop))
        assert not [each for each in found if isinstance(each, Exception)], found
    shop.troth.sweep()
    assert shop.do("select count(*), count(note), count(item) from orders") == [(60, 0, 60)]
    assert shop.do("select distinct name from member") == [(None,)]


def test_a_deadlock_is_said_in_words_and_has_changed_nothing(shop: Company) -> None:
    shop.do(f"insert into member values (1, 'Ana', '{LATELY}')")
    shop.do(f"insert into orders values (1, 1, null, 'lamp', 'quick', '{LATELY}')")
    plan = shop.troth.subject("member", 1).plan_erasure()
    with ThreadPoolExecutor() as pool, psycopg.connect(shop.troth.database) as other:
        other.execute("select from orders where order_id = 1 for update")
        erasing = pool.submit(plan.apply, because="a test")
        waits = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        while not shop.do(waits):
            time.sleep(0.01)
        other.execute("update member set name = 'Anna' where member_id = 1")
        other.rollback()
        with pytest.raises(Unavailable, match="TR735"):
            erasing.result(60)
    assert shop.do("select name, note from member, orders") == [("Ana", "quick")]
    assert shop.troth.journal is not None
    assert forgotten(shop.connection, shop.troth.journal) == ()
    assert shop.troth.subject("member", 1).plan_erasure().apply(because="a test").changed
