"""Attempt: read the company's own tables by their full names, past the window."""

import pytest

from adversary.market import ANA, HILDA, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select * from public.member",
        "table public.member",
        "select full_name from only public.member",
        "select * from public.orders join public.member on member_id = buyer_id",
        "with m as (select * from public.member) select * from m",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
        assert ANA in prompt.ask("select full_name from member")
    assert seen.count("42501") == 5 and ANA not in seen and HILDA not in seen


@pytest.mark.parametrize("to", [window("support"), "public"])
def test_without_the_defence(market: Market, to: str) -> None:
    with market.without(f"grant select on public.member to {to}"), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
