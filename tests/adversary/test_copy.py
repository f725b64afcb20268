"""Attempt: copy whole tables out, or files in."""

from adversary.market import ANA, HILDA, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "copy public.member to stdout",
        "copy (select * from public.member) to stdout",
        "copy member to stdout",
        "copy (select * from member) to stdout",
        "copy (table member) to '/tmp/members'",
        "copy (select 1) to program 'id'",
        "copy member (full_name) from '/etc/hostname'",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 5
    assert ANA in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(f"grant select on public.member to {window('support')}"), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
