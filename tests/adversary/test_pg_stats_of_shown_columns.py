"""Attempt: be granted a column below and read its samples from pg_stats, which row security then has to keep shut."""

from adversary.market import HILDA, Market, Prompt, sees, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        f"set role {sees('support')}",
        "select histogram_bounds from pg_stats where schemaname = 'public' and attname = 'full_name'",
    )


def test_refused(market: Market) -> None:
    """Even the role that owns the views, and may read the column, is shown no samples of a table with row security."""
    member = f"grant {sees('support')} to {window('support')}"
    with (
        market.without(member, undo=[f"revoke {sees('support')} from {window('support')}"]),
        market.prompt("support") as prompt,
    ):
        seen = attack(prompt)
    assert "SELECT 0" in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    removed = f"grant {sees('support')} to {window('support')}", "alter table public.member disable row level security"
    with (
        market.without(*removed, undo=[f"revoke {sees('support')} from {window('support')}"]),
        market.prompt("support") as prompt,
    ):
        assert HILDA in attack(prompt)
