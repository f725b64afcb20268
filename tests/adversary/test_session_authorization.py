"""Attempt: become somebody else for the whole session."""

from adversary.market import ANAS_PHONE, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        f"set session authorization {window('account')}",
        "select phone from for_account.member",
        "reset session authorization",
        "set session authorization default",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "permission denied to set session authorization" in seen
    assert ANAS_PHONE not in seen


def test_without_the_defence(market: Market) -> None:
    role = window("support")
    strong, weak = f"alter role {role} superuser", f"alter role {role} nosuperuser"
    with market.without(strong, undo=[weak]), market.prompt("support") as prompt:
        assert ANAS_PHONE in attack(prompt)
