"""Attempt: remove rows one cannot see and have them returned."""

from adversary.market import ANA, HILDA, Market, Prompt, drop_policies


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "begin",
        "delete from message returning *",
        "rollback",
        "delete from message where sender_id = 3 returning body",
        "truncate message",
        "delete from message using (values (2)) v(n) where id = n returning *",
    )


def test_refused(market: Market) -> None:
    with market.prompt("tidying") as prompt:
        seen = attack(prompt)
    assert f"hello from {ANA}" in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    removed = drop_policies("tidying", "message", "select", "delete")
    with market.without(*removed), market.prompt("tidying") as prompt:
        assert HILDA in attack(prompt)
