"""A row of several people that could be shown without its key."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]
CELLS = {"uses: [identity.name, order]": "uses: [identity.name, order]\n    joint: cells"}
TRACKING = "alter table shipment drop constraint shipment_pkey, add primary key (shipment_id, tracking)"
ORDER = "alter table shipment drop constraint shipment_pkey, add primary key (shipment_id, order_id)"
SELLER = "create table offer (offer_id int, buyer_id bigint references member, seller_id bigint references member, sum int, primary key (offer_id, seller_id))"  # noqa: E501
OFFERS = {
    "  fraud_signal:\n": "  offer:\n    owners: {buyer: {member: buyer_id}, seller: {member: seller_id}}\n"
    "    columns: {sum: {holds: order, of: [buyer, seller]}}\n  fraud_signal:\n"
}


@pytest.mark.parametrize(
    ("sql", "tables", "hidden"),
    [(TRACKING, {}, {"shipment.tracking"}), (SELLER, OFFERS, {"offer.seller_id"}), (ORDER, {}, set())],
    ids=["it is theirs", "it leads to one of them", "it leads to all of them"],
)
def test_a_key_that_is_hidden(found: Found, sql: str, tables: dict[str, str], hidden: set[str]) -> None:
    said = {("error", f"`{name}` is a key, and `bookkeeping` would have to hide it") for name in hidden}
    assert found("TR344", sql, tables=tables, policy=CELLS) == said
    assert found("TR344", sql, tables=tables) == set()
