"""Every rule of the meaning on rows small enough to work out by hand: ground, windows, writing, recipients."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from properties.marketplace import (
    ANA,
    BEN,
    CEM,
    CLOCK,
    at,
    line,
    marketplace,
    member,
    order,
    restriction,
    seen,
    signal,
    standing,
)

SECOND = timedelta(seconds=1)


# ---- Ground --------------------------------------------------------------------------------------------------------


def test_consent_opens_and_only_for_who_gave_it() -> None:
    shop = marketplace(standing=standing(consents={(ANA, "newsletter"): at("2020-01-01")}))
    assert seen(shop, "newsletter", "member") == {ANA}


def test_a_period_after_consent_counts_from_the_last_one() -> None:
    def for_two_years(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["newsletter"]["keep"] = "2 years after consent"

    given = at("2024-06-15T10:00:00")
    consents = {(ANA, "newsletter"): given, (BEN, "newsletter"): given - SECOND}
    assert seen(marketplace(change=for_two_years, standing=standing(consents=consents)), "newsletter", "member") == {
        ANA
    }


def test_consent_may_have_a_clock_of_an_event_too() -> None:
    def while_buying(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["newsletter"]["keep"] = "1 year after order placed"

    consents = {(who, "newsletter"): at("2020-01-01") for who in (ANA, BEN)}
    orders = [order(1, ANA, CEM), order(2, BEN, CEM, placed_at=at("2020-01-01"))]
    shop = marketplace(change=while_buying, orders=orders, standing=standing(consents=consents))
    assert seen(shop, "newsletter", "member") == {ANA}


def test_an_ended_purpose_is_shut_for_that_person_and_no_other() -> None:
    shop = marketplace(standing=standing(ended=[(ANA, "account"), (BEN, "support")]))
    assert seen(shop, "account", "member") == {BEN, CEM}


# ---- Visible -------------------------------------------------------------------------------------------------------


def test_a_row_of_two_people_is_shown_when_both_may_be_seen() -> None:
    orders = [order(1, ANA, BEN), order(2, CEM, BEN), order(3, CEM, None)]
    shop = marketplace(orders=orders, standing=standing(ended=[(BEN, "fulfilment")]))
    assert seen(shop, "fulfilment", "orders") == {3}


def test_about_narrows_columns_links_and_standing() -> None:
    shop = marketplace(orders=[order(1, ANA, BEN), order(2, CEM, BEN)], standing=standing(ended=[(ANA, "payout")]))
    assert shop.shape("payout")["orders"] == ["order_id", "seller_id", "total", "placed_at", "cancelled_at"]
    assert "member" not in shop.shape("payout")
    assert seen(shop, "payout", "orders") == {1, 2}


def test_an_owner_who_is_nobody_sets_no_condition() -> None:
    orders = [order(1, None, BEN), order(2, ANA, None)]
    shop = marketplace(orders=orders, standing=standing(ended=[(ANA, "bookkeeping")]))
    assert seen(shop, "bookkeeping", "orders") == {1}


def test_where_all_owners_are_nobody_time_decides_but_consent_is_never_live() -> None:
    def by_consent(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["newsletter"]["uses"] = ["order"]

    orders = [order(1, None, None), order(2, None, None, placed_at=at("2015-01-01"))]
    shop = marketplace(change=by_consent, orders=orders)
    assert seen(shop, "bookkeeping", "orders") == {1}
    assert seen(shop, "newsletter", "orders") == set()


def test_where_all_owners_are_nobody_and_the_event_is_found_by_person_nothing_is_seen() -> None:
    def by_signal(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["bookkeeping"]["keep"] = "180 days after signal seen"

    shop = marketplace(change=by_signal, orders=[order(1, None, None)], fraud_signal=[signal(1, ANA)])
    assert seen(shop, "bookkeeping", "orders") == set()


def test_a_link_is_as_good_as_null_where_its_when_is_not_true() -> None:
    signals = [signal(1, ANA), signal(2, ANA, kind="other"), signal(3, ANA, dismissed="yes"), signal(4, BEN)]
    shop = marketplace(fraud_signal=signals, standing=standing(ended=[(ANA, "fraud_prevention")]))
    assert seen(shop, "fraud_prevention", "fraud_signal") == {2, 3, 4}
    person = {
        row["signal_id"]: shop.rows.person(shop.map.owners["fraud_signal"][0], "fraud_signal", row) for row in signals
    }
    assert person == {1: ("member", (ANA,)), 2: None, 3: None, 4: ("member", (BEN,))}


def test_the_shape_has_used_columns_keys_links_and_plain_columns() -> None:
    shape = marketplace().shape("bookkeeping")
    assert shape == {
        "orders": ["order_id", "buyer_id", "seller_id", "total", "placed_at", "cancelled_at"],
        "order_line": ["line_id", "order_id", "quantity"],
        "message": ["message_id", "author_id", "order_id"],
        "listing_category": ["name"],
    }
    assert marketplace().shape("account") == {
        "member": ["member_id", "full_name", "email", "last_seen_at", "closed_at"],
        "listing_category": ["name"],
    }


def only_lines(policy: dict[str, Any], tables: dict[str, Any]) -> None:
    tables["tables"]["order_line"]["columns"]["quantity"]["holds"] = "line"
    policy["purposes"]["bookkeeping"].update(uses=["line"], may=["read", "add", "change", "remove"])


def test_a_table_on_the_path_is_shown_for_whom_the_purpose_is_live() -> None:
    orders = [order(1, ANA, BEN), order(2, CEM, BEN), order(3, ANA, BEN, placed_at=at("2015-01-01"))]
    shop = marketplace(change=only_lines, orders=orders, standing=standing(ended=[(CEM, "bookkeeping")]))
    assert shop.shape("bookkeeping")["orders"] == ["order_id", "buyer_id", "seller_id"]
    assert seen(shop, "bookkeeping", "orders") == {1}


def test_plain_tables_are_whole_in_every_window() -> None:
    shop = marketplace(listing_category=[{"name": "toys"}, {"name": "books"}])
    assert seen(shop, "newsletter", "listing_category") == {"toys", "books"}


# ---- Restriction and objection -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "account", "bookkeeping"),
    [
        ({}, {BEN, CEM}, {2}),
        ({"purposes": ("account",)}, {BEN, CEM}, {1, 2}),
        ({"categories": ("contact.*",)}, {BEN, CEM}, {1, 2}),
        ({"categories": ("order",)}, {ANA, BEN, CEM}, {2}),
        ({"categories": ("address.shipping",)}, {ANA, BEN, CEM}, {1, 2}),
        ({"until": CLOCK}, {BEN, CEM}, {2}),
        ({"until": CLOCK - SECOND}, {ANA, BEN, CEM}, {1, 2}),
    ],
)
def test_a_restriction_hides_what_it_covers(scope: dict[str, Any], account: set[int], bookkeeping: set[int]) -> None:
    shop = marketplace(
        orders=[order(1, ANA, BEN), order(2, CEM, BEN)],
        standing=standing(restrictions=[restriction(ANA, **scope)]),
    )
    assert seen(shop, "account", "member") == account
    assert seen(shop, "bookkeeping", "orders") == bookkeeping


def test_despite_restriction_keeps_a_purpose_open() -> None:
    def despite(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["bookkeeping"]["despite_restriction"] = "legal_claims"

    restrictions = [restriction(ANA), restriction(BEN, row=("orders", (2,)))]
    shop = marketplace(
        change=despite, orders=[order(1, ANA, BEN), order(2, CEM, BEN)], standing=standing(restrictions=restrictions)
    )
    assert seen(shop, "bookkeeping", "orders") == {1, 2}


def test_a_restricted_row_is_hidden_whoever_else_is_in_it() -> None:
    restrictions = [restriction(BEN, row=("orders", (2,)))]
    shop = marketplace(
        orders=[order(1, ANA, BEN), order(2, CEM, BEN)],
        order_line=[line(20, 2)],
        standing=standing(restrictions=restrictions),
    )
    assert seen(shop, "bookkeeping", "orders") == {1}
    assert seen(shop, "bookkeeping", "order_line") == {20}


def test_a_consent_given_after_a_restriction_opens_its_purpose() -> None:
    given = at("2026-06-10")
    consents = {(ANA, "newsletter"): given + SECOND, (BEN, "newsletter"): given - SECOND}
    restrictions = [restriction(who, given=given) for who in (ANA, BEN)]
    shop = marketplace(standing=standing(consents=consents, restrictions=restrictions))
    assert seen(shop, "newsletter", "member") == {ANA}
    assert seen(shop, "account", "member") == {CEM}


def test_a_pending_objection_hides_the_person_from_that_purpose() -> None:
    signals = [signal(1, ANA), signal(2, BEN)]
    shop = marketplace(fraud_signal=signals, standing=standing(pending=[(ANA, "fraud_prevention")]))
    assert seen(shop, "fraud_prevention", "fraud_signal") == {2}
    assert seen(shop, "account", "member") == {ANA, BEN, CEM}


# ---- Writing -------------------------------------------------------------------------------------------------------


def test_a_write_asks_for_standing_and_not_for_time() -> None:
    shop = marketplace(standing=standing(ended=[(ANA, "fulfilment")], pending=[(CEM, "fulfilment")]))
    old = at("2015-01-01")
    assert shop.may_write("fulfilment", "orders", order(9, BEN, BEN, placed_at=old))
    assert shop.may_write("fulfilment", "orders", order(9, BEN, None))
    assert not shop.may_write("fulfilment", "orders", order(9, ANA, BEN))
    assert not shop.may_write("fulfilment", "orders", order(9, BEN, CEM))


def test_a_write_needs_consent_and_no_restriction() -> None:
    consents = {(who, "newsletter"): at("2020-01-01") for who in (ANA, BEN)}
    shop = marketplace(standing=standing(consents=consents, restrictions=[restriction(BEN)]))
    assert [shop.may_write("newsletter", "member", member(who)) for who in (ANA, BEN, CEM)] == [True, False, False]


def test_change_keeps_off_keys_links_and_clocks_unless_marked() -> None:
    def writes(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["fulfilment"].update(may=["read", "add", "change"], marks=["order cancelled"])
        policy["purposes"]["support"].update(may=["read", "remove"])

    shop = marketplace(change=writes)
    assert shop.may("fulfilment")["orders"] == {
        "add": ["order_id", "buyer_id", "seller_id", "ship_to", "total", "placed_at", "cancelled_at"],
        "change": ["ship_to", "total", "cancelled_at"],
        "remove": False,
    }
    assert shop.may("support")["message"] == {"add": [], "change": [], "remove": True}


def test_change_keeps_off_the_columns_of_a_condition() -> None:
    def writes(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["tables"]["dispute"]["columns"]["topic"] = "plain"
        policy["purposes"]["dispute_handling"]["may"] = ["change"]

    shop = marketplace(change=writes)
    shop.map.schema["dispute"]["columns"]["topic"] = {}
    assert shop.may("dispute_handling")["dispute"]["change"] == ["wish", "topic"]


def test_tables_on_the_path_and_plain_tables_are_not_written() -> None:
    shop = marketplace(change=only_lines)
    assert set(shop.shape("bookkeeping")) - set(shop.may("bookkeeping")) == {"orders", "listing_category"}


def test_under_consent_a_row_of_nobody_is_not_written() -> None:
    def by_consent(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["newsletter"]["uses"] = ["order"]

    shop = marketplace(change=by_consent, standing=standing(consents={(ANA, "newsletter"): at("2026-01-01")}))
    assert shop.may_write("newsletter", "orders", order(9, ANA, None))
    assert not shop.may_write("newsletter", "orders", order(9, None, None))
    assert shop.may_write("bookkeeping", "orders", order(9, None, None))


# ---- Recipients ----------------------------------------------------------------------------------------------------


def test_a_recipient_gets_its_columns_with_keys_and_links_and_nothing_plain() -> None:
    assert marketplace().recipient_shape("carrier") == {
        "member": ["member_id", "full_name"],
        "orders": ["order_id", "buyer_id", "ship_to"],
        "shipment": ["shipment_id", "order_id", "parcel"],
    }


def test_a_recipient_sees_rows_as_the_purpose_does_narrowed_to_its_owners() -> None:
    shop = marketplace(orders=[order(1, ANA, BEN), order(2, BEN, ANA)], standing=standing(ended=[(BEN, "fulfilment")]))
    assert shop.recipient_visible("carrier")["orders"] == {(1,)}
    assert shop.visible("fulfilment")["orders"] == set()


@pytest.mark.parametrize(
    ("clock", "open_"),
    [
        ("2025-12-31T22:59:59", False),
        ("2025-12-31T23:00:00", True),
        ("2027-01-01T22:59:59", True),
        ("2027-01-01T23:00:00", False),
    ],
)
def test_an_agreement_is_in_force_from_the_day_it_is_signed_through_the_day_it_expires(clock: str, open_: bool) -> None:
    shop = marketplace(orders=[order(1, ANA, BEN)], clock=at(clock))
    assert bool(shop.recipient_visible("carrier")["orders"]) == open_


def test_a_safeguard_shuts_the_window_when_it_expires() -> None:
    def safeguard(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["recipients"]["carrier"]["safeguard"] = {"kind": "certification", "expires": date(2026, 6, 14)}

    assert not marketplace(change=safeguard).in_force("carrier")
    assert marketplace(change=safeguard, clock=at("2026-06-14T12:00:00")).in_force("carrier")
