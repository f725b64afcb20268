"""Attempt: learn by a refusal whether an address is suppressed. A documented limit: a yes or no gets out.

What is pinned: the answer is one bit about an address that the attacker had to know already, not whose it is or why.
"""

from __future__ import annotations

from adversary.market import Prompt
from adversary.workshop import Workshop

INTO = "insert into member (member_id, email, joined_on) values"


def attack(prompt: Prompt) -> str:
    return prompt.all(
        f"{INTO} (10, ' ANA@able.example', '2026-01-01')",
        f"{INTO} (11, 'nobody@nowhere.example', '2026-01-01')",
    )


def test_one_bit_gets_out_and_nothing_else(workshop: Workshop) -> None:
    with workshop.prompt("offers") as prompt:
        suppressed, free = attack(prompt).splitlines()
        listed = prompt.ask("select * from troth.suppressed")
    assert suppressed.startswith("42501") and free == "INSERT 0 1"
    assert "able.example" not in suppressed and "Ana" not in suppressed
    assert listed.startswith("42501")


def test_a_window_that_is_no_marketing_learns_nothing(workshop: Workshop) -> None:
    with workshop.prompt("account") as prompt:
        assert attack(prompt).splitlines() == ["INSERT 0 1"] * 2
