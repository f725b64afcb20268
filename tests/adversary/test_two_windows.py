"""Attempt: as staff who were granted two windows, see both at once, or carry a statement from one to the other."""

from adversary.market import ANAS_PHONE, STAFF, Market, Prompt, window

UNDO = [f"revoke {window('account')}, {window('newsletter')} from {STAFF}", f"alter role {STAFF} noinherit"]


def granted(market: Market, inherit: bool) -> list[str]:
    option = f" with inherit {str(inherit).lower()}" if market.version >= 16 else ""
    member = f"alter role {STAFF} {'inherit' if inherit else 'noinherit'}"
    return [member, *(f"grant {window(purpose)} to {STAFF}{option}" for purpose in ("account", "newsletter"))]


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select n.email, a.phone from for_newsletter.member n join for_account.member a using (member_id)",
        f"set role {window('newsletter')}",
        "select n.email, a.phone from for_newsletter.member n join for_account.member a using (member_id)",
        "reset role",
    )


def carry(prompt: Prompt) -> str:
    return prompt.all(
        f"set role {window('account')}",
        "prepare phones as select phone from for_account.member",
        *["execute phones"] * 6,
        f"set role {window('newsletter')}",
    )


def test_refused(market: Market) -> None:
    with market.without(*granted(market, inherit=False), undo=UNDO), market.prompt(STAFF) as prompt:
        assert ANAS_PHONE not in attack(prompt)
        assert ANAS_PHONE in carry(prompt)
        assert "permission denied" in prompt.ask("execute phones")


def test_without_the_defence(market: Market) -> None:
    with market.without(*granted(market, inherit=True), undo=UNDO), market.prompt(STAFF) as prompt:
        assert ANAS_PHONE in attack(prompt)
