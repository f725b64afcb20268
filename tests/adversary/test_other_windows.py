"""Attempt: read what another purpose sees, by naming its schema or putting it on the search path."""

from adversary.market import ANAS_PHONE, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select phone from for_account.member",
        "set search_path = for_account, for_newsletter",
        "select phone from member",
        "select phone from for_newsletter.member natural join for_account.member",
    )


def test_refused(market: Market) -> None:
    with market.prompt("newsletter") as prompt:
        seen = attack(prompt)
    assert "permission denied for schema for_account" in seen
    assert ANAS_PHONE not in seen


def test_without_the_defence(market: Market) -> None:
    reader = window("newsletter")
    opened = f"grant usage on schema for_account to {reader}", f"grant select on for_account.member to {reader}"
    with market.without(*opened), market.prompt("newsletter") as prompt:
        assert ANAS_PHONE in attack(prompt)
