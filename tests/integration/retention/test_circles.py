"""Rows that refer to each other in a circle, or to rows of their own table, however the foreign keys are declared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Server
from integration.retention.schemas import LATELY, LONG_AGO, Company, company

KEYS = [
    "on delete restrict",
    "deferrable initially deferred",
    pytest.param("on delete cascade", marks=pytest.mark.slow),
    pytest.param("on delete set null", marks=pytest.mark.slow),
]

MAP = """
tables:
  member: {subject: member, columns: {name: name, seen_on: plain}}
  orders: {owners: {buyer: {member: buyer_id}}, columns: {invoice_id: order, item: order, placed_on: plain}}
  invoice: {owners: {buyer: {member: order_id > orders.buyer_id}}, columns: {address: {holds: note, erase: {set: -}}}}
events: {seen: member.seen_on, placed: orders.placed_on}
"""


@pytest.fixture(scope="module", params=KEYS)
def circle_of(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """An order has an invoice, and the invoice is for that order."""
    tables = f"""
        create table member (member_id int primary key, name text, seen_on date not null);
        create table orders (order_id int primary key, buyer_id int references member {request.param},
          invoice_id int, item text, placed_on date not null);
        create table invoice (invoice_id int primary key, order_id int not null references orders {request.param},
          address text not null);
        alter table orders add foreign key (invoice_id) references invoice {request.param};
    """
    with company(server, tmp_path_factory.mktemp("shop"), tables, MAP) as made:
        yield made


@pytest.fixture
def circle(circle_of: Company) -> Company:
    return circle_of.emptied()


def fill(made: Company, placed: str) -> None:
    """Two members who have not been seen for long, each with two orders of that day and their invoices."""
    made.do(f"""
        insert into member select n, 'Ana', '{LONG_AGO}' from generate_series(1, 2) as n;
        insert into orders select n, (n + 1) / 2, null, 'lamp', '{placed}' from generate_series(1, 4) as n;
        insert into invoice select n, n, 'a street' from generate_series(1, 4) as n;
        update orders set invoice_id = order_id
    """)


def left(made: Company) -> tuple[int, int, int]:
    """How many members, orders and invoices there are."""
    ((members, orders, invoices),) = made.do(
        "select (select count(*) from member), (select count(*) from orders), (select count(*) from invoice)"
    )
    return members, orders, invoices


@pytest.mark.parametrize("batch", [1, 3])
def test_a_circle_that_nobody_needs_goes_whole(circle: Company, batch: int) -> None:
    fill(circle, LONG_AGO)
    assert circle.swept(batch=batch).rows == 10
    assert left(circle) == (0, 0, 0)


def test_what_one_of_it_is_needed_for_keeps_the_others_without_what_they_say(circle: Company) -> None:
    fill(circle, LONG_AGO)
    circle.do(f"update orders set placed_on = '{LATELY}' where order_id = 1")
    circle.swept(batch=2)
    assert left(circle) == (1, 1, 1)
    assert circle.do("select name from member") == [(None,)]
    assert circle.do("select buyer_id, invoice_id, item from orders") == [(1, 1, "lamp")]
    assert circle.do("select order_id, address from invoice") == [(1, "-")]


def test_one_person_is_erased_with_their_circles(circle: Company) -> None:
    fill(circle, LATELY)
    circle.swept()
    circle.do(f"update orders set placed_on = '{LONG_AGO}' where buyer_id = 1")
    circle.erased(1)
    assert left(circle) == (1, 2, 2)


TREE = """
tables:
  member: {subject: member, columns: {brought_by: note, name: name, seen_on: plain}}
  message:
    owners: {writer: {member: writer_id}}
    columns: {answers: note, body: order, seen_on: plain}
events: {seen: member.seen_on, placed: message.seen_on}
"""


@pytest.fixture(scope="module", params=KEYS)
def tree_of(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """Members who were brought by members, and messages that answer messages."""
    tables = f"""
        create table member (member_id int primary key, brought_by int references member {request.param}, name text,
          seen_on date not null);
        create table message (message_id int primary key, writer_id int references member {request.param},
          answers int references message {request.param}, body text, seen_on date not null);
    """
    with company(server, tmp_path_factory.mktemp("shop"), tables, TREE) as made:
        yield made


@pytest.fixture
def tree(tree_of: Company) -> Company:
    return tree_of.emptied()


def test_a_tree_that_nobody_needs_goes_from_its_leaves_to_its_root(tree: Company) -> None:
    tree.do(f"""
        insert into member select n, nullif(n - 1, 0), 'Ana', '{LONG_AGO}' from generate_series(1, 9) as n;
        insert into message select n, n, nullif(n - 1, 0), 'hello', '{LONG_AGO}' from generate_series(1, 9) as n;
    """)
    assert tree.swept(batch=1).rows == 18


def test_a_leaf_that_is_needed_keeps_the_branch_to_the_root_as_tombstones(tree: Company) -> None:
    tree.do(f"""
        insert into member select n, nullif(n / 2, 0), 'Ana', '{LONG_AGO}' from generate_series(1, 7) as n;
        update member set seen_on = '{LATELY}' where member_id = 4;
    """)
    tree.swept(batch=1)
    rows = tree.do("select member_id, brought_by, name from member order by 1")
    assert rows == [(2, None, None), (4, 2, "Ana")]


def test_a_row_that_refers_to_itself_goes(tree: Company) -> None:
    tree.do(f"insert into member values (1, 1, 'Ana', '{LONG_AGO}')")
    assert tree.swept().rows == 1
