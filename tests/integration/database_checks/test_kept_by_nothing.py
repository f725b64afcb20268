"""TR334: a table of people whose rows no need and no other row keeps."""

from __future__ import annotations

from collections.abc import Callable

STATUS = (
    "create table order_status (order_id bigint references orders, at date, status text, primary key (order_id, at))"
)
MAPPED = "  listing_category: plain"
SAYS = "the first sweep deletes every row of `order_status`: none of its columns is personal"


def mapped(columns: str) -> dict[str, str]:
    path = "{buyer: {member: order_id > orders.buyer_id}, seller: {member: order_id > orders.seller_id}}"
    return {MAPPED: f"  order_status: {{owners: {path}, columns: {columns}}}\n{MAPPED}"}


def test_only_plain_columns(found: Callable[..., set[tuple[str, str]]]) -> None:
    assert found("TR334", STATUS, tables=mapped("{status: plain}")) == {("warning", SAYS)}


def test_one_personal_column(found: Callable[..., set[tuple[str, str]]]) -> None:
    assert found("TR334", STATUS, tables=mapped("{status: {holds: order, of: [buyer, seller]}}")) == set()


def test_an_event_or_a_condition_keeps_it(found: Callable[..., set[tuple[str, str]]]) -> None:
    event = {"  order cancelled: orders.cancelled_at": "  order cancelled: {of: orders, at: order_status.at}"}
    assert found("TR334", STATUS, tables=mapped("{status: plain}") | event) == set()
    condition = {"  dispute open:": "  lost: {table: order_status, where: \"status = 'lost'\"}\n  dispute open:"}
    assert found("TR334", STATUS, tables=mapped("{status: plain}") | condition) == set()


def test_a_row_that_refers_to_it_keeps_it(found: Callable[..., set[tuple[str, str]]]) -> None:
    more = "; create table picture (picture_id int primary key, order_id bigint, at date, "
    more += "foreign key (order_id, at) references order_status, file text)"
    picture = {"events:": "  picture: plain\nevents:"}
    assert found("TR334", STATUS + more, tables=mapped("{status: plain}") | picture) == set()
