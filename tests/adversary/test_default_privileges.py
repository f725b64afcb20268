"""Attempt: have tables that the company will make tomorrow granted to oneself today."""

from adversary.market import Market, Prompt


def attack(prompt: Prompt, market: Market) -> str:
    seen = prompt.all(
        f"alter default privileges for role {market.owner} grant select on tables to {prompt.connection.info.user}",
        f"alter default privileges for role {market.owner} in schema public grant all on tables to public",
    )
    market.run(
        f"set role {market.owner}; create table public.salary (amount int); insert into public.salary values (9377)"
    )
    return seen + prompt.ask("select amount from public.salary")


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt, market)
    assert "permission denied for table salary" in seen and "9377" not in seen


def test_without_the_defence(market: Market) -> None:
    opened = f"alter default privileges for role {market.owner} in schema public grant select on tables to public"
    with market.without(opened), market.prompt("support") as prompt:
        assert "9377" in attack(prompt, market)
