"""Attempt: see or block hidden rows by locking them."""

from adversary.market import ANA, HILDA, Market, Prompt, drop_policies


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select * from member for update",
        "select * from member where member_id = 3 for key share",
        "select * from member where member_id = 3 for update skip locked",
        "select * from member where member_id = 3 for no key update nowait",
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert ANA in seen and HILDA not in seen
    with market.prompt("support") as prompt:
        assert attack(prompt).count("42501") == 4


def test_without_the_defence(market: Market) -> None:
    removed = drop_policies("account", "member", "select", "update")
    with market.without(*removed), market.prompt("account") as prompt:
        assert HILDA in attack(prompt)
