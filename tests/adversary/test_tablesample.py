"""Attempt: sample a table below its window."""

from adversary.market import HILDA, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select * from member tablesample system (100)",
        "select * from public.member tablesample bernoulli (100)",
        "select * from for_support.member tablesample system (100)",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "SELECT" not in seen and "42501" in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(f"grant select on public.member to {window('support')}"), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
