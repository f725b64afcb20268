"""Attempt: give oneself more: attributes, memberships, settings of other roles."""

from adversary.market import ANAS_PHONE, HILDA, Market, Prompt, sees, window


def attack(prompt: Prompt) -> str:
    me = window("support")
    return prompt.all(
        f"alter role {me} superuser",
        f"alter role {me} bypassrls",
        f"alter role {me} inherit",
        f"alter role {sees('support')} bypassrls",
        f"alter role {window('account')} set search_path = public",
        f"alter role {window('account')} password 'mine'",
        f"alter group {window('account')} add user {me}",
        "create role spy superuser",
        f"grant {window('account')} to {me}",
        f"set role {window('account')}",
        "select full_name, phone from for_account.member",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 11
    assert ANAS_PHONE not in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    me, other = window("support"), window("account")
    with (
        market.without(f"grant {other} to {me} with admin option", undo=[f"revoke {other} from {me} cascade"]),
        market.prompt("support") as prompt,
    ):
        assert ANAS_PHONE in attack(prompt)
