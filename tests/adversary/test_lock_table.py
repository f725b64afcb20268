"""Attempt: stop the shop by locking its tables."""

import pytest

from adversary.market import Market, Prompt, sees, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "begin", "lock table member in access exclusive mode", "rollback",
        "begin", "lock table public.member in access exclusive mode", "rollback",
        "begin", "lock table only public.orders in share mode", "rollback",
    )  # fmt: skip


@pytest.mark.parametrize("purpose", ["support", "account", "sign_up"])
def test_refused(market: Market, purpose: str) -> None:
    with market.prompt(purpose) as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 3 and "LOCK TABLE" not in seen


def test_without_the_defence(market: Market) -> None:
    opened = (
        f"grant update on for_account.member to {window('account')}",
        f"grant update on public.member to {sees('account')}",
    )
    with market.without(*opened), market.prompt("account") as prompt:
        assert "LOCK TABLE" in attack(prompt)
