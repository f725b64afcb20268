"""Attempt: write a card number in digits of other scripts, with other signs or with signs that nobody sees between."""

from __future__ import annotations

import pytest

from adversary.club import Club, no_rule

SAME = "member_id = 1"
DISGUISES = (
    "４１１１１１１１１１１１１１１１",
    "٤١١١١١١١١١١١١١١١",
    "4111,1111,1111,1111",
    "4111:1111|1111;1111",
    "4111      1111      1111      1111",
    '["4111", "1111", "1111", "1111"]',
    "\u200b".join("4111111111111111"),
    "4111\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164\u3164111111111111",
)


def attack(club: Club, disguise: str) -> str:
    with club.prompt("care") as prompt:
        return prompt.ask(f"update member set full_name = 'pay by {disguise}' where {SAME}")


@pytest.mark.parametrize("disguise", DISGUISES, ids=map(ascii, DISGUISES))
def test_refused(club: Club, disguise: str) -> None:
    assert attack(club, disguise).startswith("42501")


def test_without_the_defence(club: Club) -> None:
    with club.without(no_rule("card number in full_name", "update", "care")):
        assert {attack(club, disguise) for disguise in DISGUISES} == {"UPDATE 1"}


@pytest.mark.parametrize("text", ["4111 a 1111 1111 1111", "41111111, 11111111", "4111.........1111 1111 1111"])
def test_what_is_not_found(club: Club, text: str) -> None:
    """A documented limit: letters between, groups that stand apart as on no card, more than eight signs between."""
    assert attack(club, text) == "UPDATE 1"
