"""Attempt: learn by a foreign key who is here. A documented limit: existing keys are told from those that do not exist.

Hidden and over are told apart too: a write asks for standing, not for time.
"""

from adversary.market import HILDA, OTTO, Market, Prompt, drop_policies

HIDDEN, OVER, NOBODY = 3, 4, 999


def attack(prompt: Prompt) -> list[str]:
    into = "insert into orders (buyer_id, total) values ({}, 1)"
    return [prompt.ask(into.format(key)).partition(" ")[0] for key in (HIDDEN, OVER, NOBODY)]


def test_one_bit_gets_out_and_nothing_else(market: Market) -> None:
    with market.prompt("ordering") as prompt:
        assert attack(prompt) == ["42501", "INSERT", "23503"]
        said = "\n".join(prompt.said)
    assert HILDA not in said and OTTO not in said


def test_without_the_defence(market: Market) -> None:
    with market.without(*drop_policies("ordering", "orders", "insert")), market.prompt("ordering") as prompt:
        assert attack(prompt) == ["INSERT", "INSERT", "23503"]
