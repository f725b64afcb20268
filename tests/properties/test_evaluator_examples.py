"""Every rule of the meaning on rows small enough to work out by hand: time, related rows, keep."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from properties.marketplace import (
    ANA,
    BEN,
    CEM,
    CLOCK,
    at,
    dispute,
    line,
    marketplace,
    member,
    message,
    order,
    seen,
    shipment,
    signal,
    standing,
)
from properties.periods import Limit, is_over, later_by, read_keep, read_limit
from properties.reading import Hop, is_true

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)


# ---- Time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-01-31", (1, "months"), "2026-02-28"),
        ("2024-01-31", (1, "months"), "2024-02-29"),
        ("2024-02-29", (1, "years"), "2025-02-28"),
        ("2023-12-31", (2, "months"), "2024-02-29"),
        ("2026-12-31", (2, "weeks"), "2027-01-14"),
        ("2026-06-15", (0, "days"), "2026-06-15"),
    ],
)
def test_months_and_years_end_on_the_last_day_there_is(start: str, period: tuple[int, str], end: str) -> None:
    assert later_by(date.fromisoformat(start), *period) == date.fromisoformat(end)


def test_a_time_on_a_day_that_the_month_has_not_lasts_to_the_end_of_its_last_day() -> None:
    assert later_by(datetime(2026, 1, 31, 10), 1, "months") == datetime(2026, 2, 28, 23, 59, 59, 999_999)
    assert later_by(datetime(2026, 1, 28, 10), 1, "months") == datetime(2026, 2, 28, 10)


def test_a_time_is_over_just_after_its_last_moment() -> None:
    limit = read_limit("30 days after x")
    event = datetime(2026, 5, 1, 12, tzinfo=BERLIN)
    last = datetime(2026, 5, 31, 12, tzinfo=BERLIN)
    assert not is_over(limit, event, last, BERLIN)
    assert is_over(limit, event, last + timedelta(microseconds=1), BERLIN)


def test_calendar_days_are_counted_on_the_wall_clock_across_summer_time() -> None:
    limit = read_limit("1 week after x")
    event = datetime(2026, 3, 27, 12, tzinfo=BERLIN)
    assert not is_over(limit, event, datetime(2026, 4, 3, 12, tzinfo=BERLIN), BERLIN)
    assert is_over(limit, event, datetime(2026, 4, 3, 12, tzinfo=BERLIN) + SECOND, BERLIN)


def test_a_date_lasts_to_its_midnight_in_the_zone_of_the_policy() -> None:
    limit = read_limit("1 month after x")
    event = date(2026, 1, 31)
    assert not is_over(limit, event, datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), BERLIN)
    assert is_over(limit, event, datetime(2026, 2, 28, 23, 0, 0, tzinfo=UTC), BERLIN)


def test_a_time_without_a_zone_is_a_wall_clock_of_the_policy() -> None:
    limit = read_limit("1 day after x")
    event = datetime(2026, 6, 1, 0, 30)
    assert not is_over(limit, event, datetime(2026, 6, 1, 22, 30, tzinfo=UTC), BERLIN)
    assert is_over(limit, event, datetime(2026, 6, 1, 22, 30, 1, tzinfo=UTC), BERLIN)


def test_end_of_year_for_a_time_is_the_next_new_year_and_for_a_date_the_last_of_december() -> None:
    limit = read_limit("1 year after end of year of x")
    new_year = datetime(2028, 1, 1, tzinfo=BERLIN)
    instant = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert not is_over(limit, instant, new_year, BERLIN)
    assert is_over(limit, instant, new_year + SECOND, BERLIN)
    assert not is_over(limit, date(2026, 1, 1), new_year - SECOND, BERLIN)
    assert is_over(limit, date(2026, 1, 1), new_year, BERLIN)


def test_the_year_of_an_instant_is_that_of_the_policys_zone() -> None:
    limit = read_limit("1 year after end of year of x")
    instant = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert not is_over(limit, instant, datetime(2028, 6, 1, tzinfo=UTC), BERLIN)
    assert is_over(limit, instant, datetime(2028, 6, 1, tzinfo=UTC), ZoneInfo("UTC"))


def test_keep_is_read_in_all_its_parts() -> None:
    keep = read_keep("10 years after end of year of a or b, at most 2 weeks after c")
    assert keep.after == Limit(10, "years", ("a", "b"), True)
    assert keep.at_most == Limit(2, "weeks", ("c",), False)
    assert read_keep("nothing").nothing


def test_a_comparison_with_null_is_not_true_either_way() -> None:
    assert not is_true("state = 'open'", {"state": None})
    assert not is_true("state <> 'open'", {"state": None})
    assert is_true("state = 'open' and n <> 2 or n is null", {"state": "x", "n": None})


# ---- Which rows an event belongs to --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "owner", "happens_to", "rule"),
    [
        ("orders", "seller", "orders", 1),
        ("order_line", "seller", "orders", 2),
        ("order_line", "seller", "member", 2),
        ("message", "author", "orders", 2),
        ("orders", "buyer", "shipment", 3),
        ("member", "member", "orders", 3),
        ("order_line", "buyer", "shipment", 4),
        ("order_line", "buyer", "fraud_signal", 5),
        ("fraud_signal", "suspect", "orders", 5),
        # The seller of a line meets the buyer of a shipment only in the member, who is both.
        ("order_line", "seller", "shipment", 5),
    ],
)
def test_the_schema_alone_says_which_rule_applies(table: str, owner: str, happens_to: str, rule: int) -> None:
    rows = marketplace().rows
    (found,) = [each for each in rows.map.owners[table] if each.name == owner]
    relation = rows.relation(table, found, happens_to)
    assert relation is not None
    assert relation.rule == rule


def test_two_shortest_chains_say_nothing() -> None:
    rows = marketplace().rows
    rows.map.hops.append(Hop("message", ("about_id",), "orders", ("order_id",)))
    relation = rows.relation("message", rows.map.owners["message"][0], "orders")
    assert relation is not None
    assert relation.rule == 5


def test_a_null_link_leads_to_nobody_and_to_no_row() -> None:
    half = {"line_id": 1, "order_id": None, "quantity": 1}
    shop = marketplace(orders=[order(1, None, BEN)], order_line=[half, line(2, 1)])
    buyer, seller = shop.map.owners["order_line"]
    people = [
        shop.rows.person(owner, "order_line", row) for row in shop.data["order_line"] for owner in (buyer, seller)
    ]
    assert people == [None, None, None, ("member", (BEN,))]


def test_rule_4_two_rows_without_a_link_share_nothing() -> None:
    shop = marketplace(
        shipment=[{**shipment(1, 1, None), "order_id": None}],
        dispute=[{**dispute(1, 1), "order_id": None}],
    )
    (buyer,) = shop.map.owners["dispute"]
    assert shop.rows.relation("dispute", buyer, "shipment") is not None
    assert shop.rows.related("dispute", buyer, shop.data["dispute"][0], "shipment") == []


def test_rule_1_the_row_itself() -> None:
    shop = marketplace(fraud_signal=[signal(1, ANA), signal(2, ANA, at=at("2025-06-15"))])
    assert seen(shop, "fraud_prevention", "fraud_signal") == {1}


def test_rule_2_the_row_on_the_path() -> None:
    orders = [order(1, ANA, BEN), order(2, ANA, BEN, placed_at=at("2024-06-14"))]
    shop = marketplace(orders=orders, order_line=[line(10, 1), line(20, 2)])
    assert seen(shop, "fulfilment", "order_line") == {10}


def test_rule_2_the_row_at_the_end_of_the_only_shortest_chain() -> None:
    orders = [order(1, ANA, BEN), order(2, ANA, BEN, placed_at=at("2015-06-14"))]
    shop = marketplace(orders=orders, message=[message(10, CEM, 1), message(20, CEM, 2), message(30, CEM, None)])
    assert seen(shop, "bookkeeping", "message") == {10}


def test_rule_3_the_rows_whose_path_runs_through_this_one() -> None:
    orders = [order(1, ANA, BEN, placed_at=at("2020-01-01")), order(2, ANA, BEN)]
    shop = marketplace(orders=orders)
    # Ana and Ben have an order of this month; Cem has none, so nothing makes the purpose live for him.
    assert seen(shop, "fulfilment", "member") == {ANA, BEN}


def test_rule_4_the_rows_that_share_the_nearest_row() -> None:
    orders = [order(1, ANA, BEN), order(2, ANA, BEN)]
    shipments = [shipment(5, 1, at("2026-06-01")), shipment(6, 2, at("2026-05-01"))]

    def buyers_only(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["fulfilment"]["about"] = ["buyer"]

    shop = marketplace(
        change=buyers_only,
        orders=orders,
        shipment=shipments,
        order_line=[line(10, 1), line(20, 2)],
    )
    assert seen(shop, "fulfilment", "order_line") == {10}


def test_rule_5_any_row_the_person_owns() -> None:
    def by_signal(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["bookkeeping"].update(keep="180 days after signal seen", about=["buyer"])

    shop = marketplace(
        change=by_signal,
        orders=[order(1, ANA, BEN), order(2, BEN, ANA)],
        fraud_signal=[signal(1, ANA, at=at("2020-01-01")), signal(2, ANA), signal(3, BEN, at=at("2020-01-01"))],
    )
    assert seen(shop, "bookkeeping", "orders") == {1}


def test_an_event_of_a_plain_table_does_not_reach_a_table_without_a_chain_to_it() -> None:
    def by_category(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["events"]["category closed"] = "listing_category.closed_on"
        policy["purposes"]["bookkeeping"]["keep"] = "1 day after category closed"

    assert marketplace().reaches("bookkeeping")
    assert not marketplace(change=by_category).reaches("bookkeeping")


def test_an_event_of_has_happened_once_every_row_below_has_a_time_and_is_as_late_as_the_latest() -> None:
    shop = marketplace(
        orders=[order(1, ANA, BEN), order(2, ANA, BEN), order(3, ANA, BEN), order(4, ANA, BEN)],
        shipment=[
            shipment(1, 1, at("2026-05-02")),
            shipment(2, 1, at("2026-06-02")),
            shipment(3, 2, at("2026-05-02")),
            shipment(4, 2, None),
            shipment(5, 3, at("2026-05-02")),
        ],
    )
    times = [shop.event_time("order delivered", row) for row in shop.data["orders"]]
    assert times == [at("2026-06-02"), None, at("2026-05-02"), None]
    assert seen(shop, "fulfilment", "orders") == {1, 2, 4}


# ---- Keep ----------------------------------------------------------------------------------------------------------


def test_after_several_events_the_first_counts() -> None:
    shop = marketplace(
        orders=[order(1, ANA, BEN, cancelled_at=at("2026-05-10")), order(2, ANA, BEN, cancelled_at=at("2026-06-10"))],
        shipment=[shipment(1, 1, at("2026-06-10")), shipment(2, 2, at("2026-06-14"))],
    )
    assert seen(shop, "fulfilment", "orders") == {2}


def test_at_most_ends_what_would_never_end() -> None:
    deadline = at("2024-06-15T10:00:00")
    orders = [order(1, ANA, BEN, placed_at=deadline), order(2, ANA, BEN, placed_at=deadline - SECOND)]
    assert seen(marketplace(orders=orders), "fulfilment", "orders") == {1}


def test_after_and_at_most_of_the_same_table_need_one_row_that_meets_both() -> None:
    long_ago = at("2024-01-01")
    delivered = [order(1, ANA, BEN, cancelled_at=at("2026-05-01")), order(2, ANA, BEN, placed_at=long_ago)]
    assert seen(marketplace(orders=delivered), "fulfilment", "member") == set()
    assert seen(marketplace(orders=[*delivered, order(3, CEM, BEN)]), "fulfilment", "member") == {BEN, CEM}


def test_after_and_at_most_of_different_tables_each_need_their_own_row() -> None:
    def mixed(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["account"]["keep"] = "30 days after order cancelled, at most 3 years after last seen"

    orders = [order(1, ANA, CEM, cancelled_at=at("2026-01-01")), order(2, ANA, CEM), order(3, BEN, CEM)]
    members = [member(ANA), member(BEN, last_seen_at=at("2023-01-01")), member(CEM)]
    assert seen(marketplace(change=mixed, member=members, orders=orders), "account", "member") == {ANA, CEM}


def test_a_period_of_nothing_ends_with_the_moment_of_the_event() -> None:
    members = [member(ANA, closed_at=CLOCK), member(BEN, closed_at=CLOCK - SECOND), member(CEM)]
    assert seen(marketplace(member=members), "account", "member") == {ANA, CEM}


def test_without_a_related_row_a_purpose_is_not_live() -> None:
    assert seen(marketplace(), "fulfilment", "member") == set()


def test_keep_nothing_lives_on_what_others_keep() -> None:
    old = at("2015-01-01")
    orders = [order(1, ANA, BEN), order(2, ANA, BEN, placed_at=old)]
    shop = marketplace(orders=orders, message=[message(10, ANA, 1), message(20, ANA, 2)])
    assert seen(shop, "support", "orders") == {1}
    # Nobody keeps `message`, but bookkeeping keeps the message's `order` column while its order's ten years run.
    assert seen(shop, "support", "message") == {10}


def test_keep_nothing_needs_its_own_ground_and_a_keeper_that_is_live_for_this_person() -> None:
    orders = [order(1, ANA, BEN), order(2, CEM, BEN)]
    assert seen(marketplace(orders=orders, standing=standing(ended=[(ANA, "support")])), "support", "orders") == {2}
    ended = [(ANA, keeper) for keeper in ("fulfilment", "bookkeeping")]
    assert seen(marketplace(orders=orders, standing=standing(ended=ended)), "support", "orders") == {2}


def test_keep_nothing_shows_the_tables_on_the_path_with_what_they_lead_to() -> None:
    def only_lines(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["tables"]["order_line"]["columns"]["quantity"]["holds"] = "line"
        policy["purposes"]["support"]["uses"] = ["line"]
        policy["purposes"]["bookkeeping"]["uses"] = ["order", "line"]

    orders = [order(1, ANA, BEN), order(2, ANA, BEN, placed_at=at("2015-01-01"))]
    shop = marketplace(change=only_lines, orders=orders, order_line=[line(10, 1), line(20, 2)])
    assert shop.shape("support")["orders"] == ["order_id", "buyer_id", "seller_id"]
    assert (seen(shop, "support", "order_line"), seen(shop, "support", "orders")) == ({10}, {1})


def test_keep_nothing_leaves_out_who_cannot_reach_a_table_on_the_path() -> None:
    def kept_by_lines(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["tables"]["order_line"]["columns"]["quantity"]["holds"] = "line"
        tables["conditions"]["no line"] = {"table": "listing_category", "where": "name is null"}
        policy["purposes"]["support"]["uses"] = ["line"]
        policy["purposes"]["bookkeeping"].update({"uses": ["line"], "while": "no line"})

    shop = marketplace(change=kept_by_lines, orders=[order(1, ANA, BEN)])
    assert seen(shop, "support", "orders") == set()


def test_while_needs_a_related_row_that_meets_the_condition() -> None:
    orders = [order(1, ANA, BEN), order(2, ANA, BEN), order(3, ANA, BEN)]
    disputes = [dispute(1, 1), dispute(2, 2, closed_at=at("2026-06-01"))]

    def of_buyer(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        policy["purposes"]["dispute_handling"]["about"] = ["buyer"]

    assert seen(marketplace(change=of_buyer, orders=orders, dispute=disputes), "dispute_handling", "orders") == {1}


def test_a_condition_of_another_table_holds_for_the_row_above() -> None:
    def of_orders(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        tables["conditions"]["dispute open"]["of"] = "orders"

    orders = [order(1, ANA, BEN), order(2, ANA, BEN)]
    shop = marketplace(change=of_orders, orders=orders, dispute=[dispute(1, 1), dispute(2, 2, closed_at=CLOCK)])
    assert seen(shop, "dispute_handling", "orders") == {1}
