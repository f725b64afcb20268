"""Attempt: switch off the company's foreign keys and triggers for one's session."""

from adversary.market import Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "set session_replication_role = replica",
        "insert into orders (buyer_id, total) values (999, 1)",
        "alter table public.orders disable trigger all",
    )


def test_refused(market: Market) -> None:
    with market.prompt("ordering") as prompt:
        seen = attack(prompt)
    assert 'permission denied to set parameter "session_replication_role"' in seen
    assert "23503" in seen and "INSERT" not in seen


def test_without_the_defence(market: Market) -> None:
    granted, revoked = (
        f"{word} {window('ordering')}"
        for word in (
            "grant set on parameter session_replication_role to",
            "revoke set on parameter session_replication_role from",
        )
    )
    with market.without(granted, undo=[revoked]), market.prompt("ordering") as prompt:
        assert "INSERT 0 1" in attack(prompt)
