"""Attempt: probe with `on conflict do nothing`. A documented limit: 0 rows say that the value is taken, no more."""

from adversary.market import HILDA, HILDAS_EMAIL, Market, Prompt, drop_policies


def attack(prompt: Prompt) -> str:
    return prompt.all(
        f"insert into member (full_name, email) values ('Spy', '{HILDAS_EMAIL}') on conflict do nothing returning *",
        f"insert into member (full_name, email) values ('Spy', '{HILDAS_EMAIL}') on conflict (email) do nothing",
        f"select full_name from member where email = '{HILDAS_EMAIL}'",
    )


def test_one_bit_gets_out_and_nothing_else(market: Market) -> None:
    with market.prompt("sign_up") as prompt:
        seen = attack(prompt)
    assert seen.splitlines() == ["INSERT 0 0", "INSERT 0 0", "SELECT 0"]
    assert HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(*drop_policies("sign_up", "member")), market.prompt("sign_up") as prompt:
        assert HILDA in attack(prompt)
