"""Attempt: move deadlines by the session's time zone, which reaches a week to either side."""

import pytest

from adversary.market import ANA, OTTO, Market, Prompt, sees

ZONES = ("<+167>-167", "<-167>167", "Pacific/Kiritimati", "Etc/GMT+12", "UTC")

BY_THE_SESSION = """
alter policy adv_sees_account_select on public.member
  using (closed_at is null or (closed_at at time zone 'UTC') >= localtimestamp)
"""


def attack(prompt: Prompt) -> str:
    return "\n".join(
        prompt.all(f"set timezone = '{zone}'", "select full_name from member where member_id < 100") for zone in ZONES
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert seen.count(ANA) == len(ZONES) and OTTO not in seen


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_an_agreement_ends_does_not_move(market: Market, zone: str) -> None:
    """Berlin's first of January is over; a session a week behind would say otherwise."""
    late = (
        "create or replace function troth.clock() returns timestamptz language sql stable parallel safe "
        "return timestamptz '2027-01-02 00:30 Europe/Berlin'"
    )
    member, undo = "grant adv_to_carrier to adv_staff", "revoke adv_to_carrier from adv_staff"
    with market.without(late, member, undo=[undo]), market.prompt("adv_staff") as prompt:
        prompt.all(f"set timezone = '{zone}'", "set role adv_to_carrier")
        assert prompt.ask("select full_name from to_carrier.member") == "SELECT 0"


def test_without_the_defence(market: Market) -> None:
    assert sees("account") in BY_THE_SESSION
    with market.without(BY_THE_SESSION), market.prompt("account") as prompt:
        assert OTTO in attack(prompt)
