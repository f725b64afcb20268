"""Attempt: read a recipient's window when its agreement is over."""

import pytest
from psycopg import OperationalError

from adversary.market import ANA, HILDA, STAFF, Market, Prompt, drop_policies

MEMBER, UNDO = f"grant adv_to_carrier to {STAFF}", [f"revoke adv_to_carrier from {STAFF}"]


def at(moment: str) -> str:
    return (
        "create or replace function troth.clock() returns timestamptz language sql stable parallel safe "
        f"return timestamptz '{moment} Europe/Berlin'"
    )


def attack(prompt: Prompt) -> str:
    return prompt.all("set role adv_to_carrier", "select full_name from to_carrier.member", "select 'asked'")


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2025-12-31 23:59", False),
        ("2026-12-01 12:00", True),
        ("2027-01-01 23:59", True),
        ("2027-01-02 00:01", False),
    ],
)
def test_open_from_signing_through_the_last_day(market: Market, moment: str, open_: bool) -> None:
    with market.without(at(moment), MEMBER, undo=UNDO), market.prompt(STAFF) as prompt:
        seen = attack(prompt)
    assert (ANA in seen) is open_ and "asked" in seen and HILDA not in seen


def test_no_one_logs_in_to_it(market: Market) -> None:
    market.run(f"alter role adv_to_carrier password '{market.password}'")
    with (
        pytest.raises(OperationalError, match="not permitted to log in"),
        market.prompt("adv_to_carrier"),
    ):
        pass


def test_without_the_defence(market: Market) -> None:
    removed = (
        at("2027-01-02 00:01"),
        *(p.replace("adv_sees_", "adv_shows_") for p in drop_policies("carrier", "member")),
    )
    with market.without(*removed, MEMBER, undo=UNDO), market.prompt(STAFF) as prompt:
        assert ANA in attack(prompt)
