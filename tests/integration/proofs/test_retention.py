# ruff: noqa: E501
"""Retention: no row is seen for longer than its purpose keeps it, and the canary is gone when the time is over."""

from __future__ import annotations

from typing import Any

import pytest

from proving import Proven
from troth.retention.decision import Deciding, Gone
from troth.verify.evidence import Status


@pytest.mark.parametrize(
    "argument",
    ["fraud_prevention", "bookkeeping", "account", "statistics", "support", "newsletter", "device.ip", "defence"],
)
def test_nothing_is_seen_for_longer(proven: Proven, argument: str) -> None:
    check = proven.check({"retention": argument})
    assert check.status is Status.KEPT, (check.evidence, check.missing)


def test_an_argument_of_two_parts(proven: Proven) -> None:
    check = proven.check({"retention": {"purpose": "bookkeeping", "of": "order"}})
    assert check.status is Status.KEPT
    assert check.argument == "{purpose: bookkeeping, of: order}"
    assert proven.check({"retention": {"purpose": "bookkeeping", "of": "message"}}).status is Status.UNPROVED


OLD = "insert into orders (order_id, buyer_id, placed_at) overriding system value values (-5, 1, now() - interval '20 years')"
OPEN = "alter policy k7tracks_sees_bookkeeping_select on orders using (true)"


@pytest.mark.parametrize(
    ("purpose", "breaking", "says"),
    [
        ("bookkeeping", f"{OLD}; {OPEN}", "1 rows of orders are shown longer than 10 years after end of year of order placed"),
        ("bookkeeping", OPEN, "11 years later, it still sees 1 of orders"),
        ("fraud_prevention", "alter policy k7tracks_sees_fraud_prevention_select on fraud_signal using (true)", "180 days later, it still sees 1 of fraud_signal"),
        ("support", "alter policy k7tracks_sees_support_select on orders using (true)", "it still sees"),
        ("account", "create or replace function troth.since_local(instant timestamptz, length interval) returns timestamp language sql return '1970-01-01'::timestamp;"
         "create or replace function troth.since_instant(instant timestamptz, length interval) returns timestamptz language sql return '1970-01-01'::timestamptz", "3 years later, it still sees"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, purpose: str, breaking: str, says: str) -> None:
    check = proven.check({"retention": purpose}, breaking)
    assert check.status is Status.BROKEN, (check.evidence, check.missing)
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence


def test_old_rows_that_are_not_shown_are_no_matter(proven: Proven) -> None:
    assert proven.check({"retention": "bookkeeping"}, OLD).status is Status.KEPT


def test_a_sweep_that_skips_a_table_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Deciding.decide

    def without_signals(self: Deciding, connection: Any) -> tuple[Gone, ...]:
        return tuple(gone for gone in whole(self, connection) if gone.table.name != "fraud_signal")

    assert proven.check({"retention": "device.ip"}).evidence[-1].says == "the sweep would take all 1 cells of `carla`"
    monkeypatch.setattr(Deciding, "decide", without_signals)
    check = proven.check({"retention": "device.ip"})
    assert check.status is Status.BROKEN
    assert "the sweep would leave fraud_signal.ip (nothing needs it)" in check.evidence[-1].says


def test_what_a_hold_keeps_is_told_apart(proven: Proven) -> None:
    held = "create or replace function public.quarrel() returns trigger language plpgsql as 'begin insert into dispute (dispute_id, order_id) values (-new.order_id, new.order_id); return null; end';"
    held += "create trigger quarrel after insert on orders for each row execute function quarrel()"
    check = proven.check({"retention": "identity.name"}, held)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert any("that are held (dispute)" in each.says for each in check.evidence)
