"""Attempt: write a card number in pieces, in other types, or with odd signs between."""

from __future__ import annotations

from adversary.club import Club, no_rule
from adversary.market import Prompt

SET = "update member set full_name = "


def attack(prompt: Prompt) -> str:
    pieces = prompt.all(
        f"{SET}'41111111' where member_id = 1",
        f"{SET}full_name || '11111111' where member_id = 1",
    )
    return pieces + prompt.all(
        f"{SET}'4111-1111 1111.1111' where member_id = 1",
        f"{SET}E'4111\\u00a01111\\u20131111/1111' where member_id = 1",
        f"{SET}E'4111\\n1111\\n1111\\n1111' where member_id = 1",
        f"{SET}'x4111111111111111x' where member_id = 1",
        f"{SET}repeat('7', 40) || ' 4111111111111111' where member_id = 1",
        f"{SET}(4111111111111111)::text where member_id = 1",
    )


def test_refused(club: Club) -> None:
    """The pieces alone are no number; what they make together is."""
    with club.prompt("care") as prompt:
        seen = attack(prompt)
    assert (seen.count("UPDATE 1"), seen.count("42501")) == (1, 7)


def test_without_the_defence(club: Club) -> None:
    removed = no_rule("card number in full_name", "update", "care")
    with club.without(removed), club.prompt("care") as prompt:
        assert attack(prompt).count("UPDATE 1") == 8
