"""Attempt: read who has objected, is restricted or has consented, from the standing that the windows stand on."""

import pytest

from adversary.market import Market, Prompt, window

TABLES = ("hidden_member", "consent_member", "restriction_member", "history_member", "deployment", "hold",
          "look_member", "look_orders", "look_dispute")  # fmt: skip


def attack(prompt: Prompt) -> str:
    return prompt.all(
        *(f"select * from troth.{table}" for table in TABLES),
        "insert into troth.consent_member values (2, 'newsletter', now())",
        "delete from troth.hidden_member",
        "truncate troth.hidden_member",
        "select pg_get_viewdef('troth.look_member'::regclass), t.* from troth.look_member t",
    )


@pytest.mark.parametrize("purpose", ["support", "newsletter"])
def test_refused(market: Market, purpose: str) -> None:
    with market.prompt(purpose) as prompt:
        seen = attack(prompt)
    assert seen.count("permission denied for schema troth") == len(TABLES) + 4
    assert "restriction" not in seen.replace("restriction_member", "")


def test_without_the_defence(market: Market) -> None:
    reader = window("support")
    opened = f"grant usage on schema troth to {reader}", f"grant select, delete on troth.hidden_member to {reader}"
    with market.without(*opened), market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "3 | support | restriction | 1" in seen and "DELETE" in seen
