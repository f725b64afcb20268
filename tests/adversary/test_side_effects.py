"""Attempt: run a function of one's own, said to be very cheap, on each row before the window's condition."""

from adversary.market import ANA, HILDA, Market, Prompt, drop_policies
from adversary.test_errors_tell_values import PLAIN_VIEW

PEEK = """
create function pg_temp.peek(text) returns boolean language plpgsql cost 0.0000001 {} as
  $$ begin raise notice 'saw %', $1; return true; end $$
"""


def attack(prompt: Prompt) -> str:
    return prompt.all(
        PEEK.format("leakproof"),
        PEEK.format("immutable"),
        "select count(*) from member where pg_temp.peek(full_name)",
        "select count(*) from member group by pg_temp.peek(full_name)",
        "select max(email) from member where pg_temp.peek(full_name) and member_id > 0",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "only superuser can define a leakproof function" in seen
    assert f"saw {ANA}" in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(*drop_policies("support", "member"), PLAIN_VIEW), market.prompt("support") as prompt:
        assert f"saw {HILDA}" in attack(prompt)
