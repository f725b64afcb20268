"""Rows that are to be plain once they are unlinked, and that something would still link to a person."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

TOTAL = {
    "total: {holds: order, of: [buyer, seller]}": "total: {holds: order, of: [buyer, seller], once_unlinked: plain}"
}
BODY = {"body: message, order_id": "body: {holds: message, once_unlinked: plain}, order_id"}


def says(found: Found, sql: str = "", **changes: dict[str, str]) -> list[str]:
    return [
        message.removesuffix(", so its rows are never unlinked")
        for _, message in sorted(found("TR342", sql, **changes))
    ]


def test_a_row_whose_links_and_keys_can_go(found: Found) -> None:
    assert says(found, tables=TOTAL) == says(found, tables=BODY) == []


def test_a_link_that_cannot_become_null(found: Found) -> None:
    said = says(found, "alter table orders alter seller_id set not null", tables=TOTAL)
    assert said == ["`orders.seller_id` refers to member and cannot become null"]


def test_another_key_that_stays(found: Found) -> None:
    said = says(found, tables=BODY | {"{holds: order}}": "plain}"})
    assert said == ["`message.order_id` refers to orders and cannot become null"]


def test_a_plain_table_that_leads_on(found: Found) -> None:
    leads = (
        "alter table listing_category add made_by bigint references member;"
        "alter table orders add sort int references listing_category"
    )
    said = says(
        found, leads, tables=TOTAL | {"ship_to: {holds: address": "sort: plain\n      ship_to: {holds: address"}
    )
    assert said == ["`orders.sort` leads over listing_category to member"]


def test_a_link_in_some_rows_only(found: Found) -> None:
    said = says(found, tables=BODY | {"sender: {member: sender_id}": "sender: {member: sender_id, when: id > 7}"})
    assert said == ["`message.sender_id` is a link in some rows only (`when`)"]


def test_a_cell_that_cannot_be_erased(found: Found) -> None:
    said = says(found, "alter table orders alter ship_to set not null", tables=TOTAL)
    assert said == ["`orders.ship_to` holds a category and cannot be erased"]
    said = says(found, "alter table orders alter total set not null", tables=TOTAL)
    assert said == ["`orders.total` holds a category and cannot be erased"]


def test_another_cell_with_levels_that_becomes_something_else(found: Found) -> None:
    levels = {'address.shipping: "': 'address.shipping: {says: "Where parcels go", levels: [prefix]}\n  #'}
    erased = {"{holds: address.shipping, of: buyer": "{holds: address.shipping, erase: {set: x}, of: buyer"}
    said = says(found, policy=levels, tables=TOTAL | erased)
    assert said == ["`orders.ship_to` has levels, and is not erased to null"]


def test_another_key_that_becomes_something_else(found: Found) -> None:
    said = says(found, tables=BODY | {"{holds: order}": "{holds: order, erase: {set: 1}}"})
    assert said == ["`message.order_id` refers to orders and cannot become null"]


def test_a_key_is_never_plain(found: Found) -> None:
    said = says(found, tables={"{holds: order}}": "{holds: order, once_unlinked: plain}}"})
    assert said == ["`message.order_id` is a key"]


def test_levels(found: Found) -> None:
    levels = {'device.ip: "Internet address"': 'device.ip: {says: "Internet address", levels: [network]}'}
    said = says(
        found, policy=levels, tables={"{ip: device.ip, at": "{ip: {holds: device.ip, once_unlinked: plain}, at"}
    )
    assert said == ["`fraud_signal.ip` has levels"]
