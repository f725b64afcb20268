"""Every rule of the meaning, on rows small enough to work out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from properties.evaluator import Evaluator
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
    shipment,
    signal,
)
from properties.periods import Limit, is_over, later_by, read_keep, read_limit
from properties.reading import is_true
from properties.standing import Restriction, Standing

BERLIN = ZoneInfo("Europe/Berlin")
SECOND = timedelta(seconds=1)


def seen(evaluator: Evaluator, purpose: str, table: str) -> set[Any]:
    """The keys of the rows a purpose sees, without their tuples."""
    return {key for (key,) in evaluator.visible(purpose)[table]}


def standing(**parts: Any) -> Standing:
    """Standing of members: consents={(person, purpose): time}, ended={(person, purpose)}, ..."""
    consents = {("member", (who,), purpose): time for (who, purpose), time in parts.get("consents", {}).items()}
    ended = {("member", (who,), purpose) for who, purpose in parts.get("ended", [])}
    pending = {("member", (who,), purpose) for who, purpose in parts.get("pending", [])}
    return Standing(consents, ended, pending, parts.get("restrictions", []))


def restriction(who: int, **scope: Any) -> Restriction:
    return Restriction("member", (who,), at=scope.pop("given", at("2026-06-10")), **scope)


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
    assert shop.shape("payout")["member"] == ["member_id"]
    assert seen(shop, "payout", "orders") == {1, 2}
    # Cem sold nothing, but an order of his was placed: `about` does not narrow whose events count.
    assert seen(shop, "payout", "member") == {BEN, CEM}


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
        "member": ["member_id"],
        "orders": ["order_id", "buyer_id", "seller_id", "total", "placed_at", "cancelled_at"],
        "order_line": ["line_id", "order_id", "quantity"],
        "message": ["message_id", "author_id", "order_id"],
        "listing_category": ["name"],
    }
    assert marketplace().shape("account") == {
        "member": ["member_id", "full_name", "email", "last_seen_at", "closed_at"],
        "listing_category": ["name"],
    }


def test_a_table_on_the_path_is_shown_for_whom_the_purpose_is_live() -> None:
    shop = marketplace(orders=[order(1, ANA, BEN)])
    assert seen(shop, "bookkeeping", "member") == {ANA, BEN}


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
