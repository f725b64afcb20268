"""Attempt: read other sessions' statements, with the values in them, while they run."""

from adversary.market import Market, Prompt, window

TELLING = "select 'the invoice of Ana Able' where false"


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "set role pg_monitor",
        "select usename, query from pg_stat_activity where usename is not null",
        "select pg_stat_get_activity(null)",
        "select query from pg_stat_statements",
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as other, market.prompt("support") as prompt:
        other.ask(TELLING)
        seen = attack(prompt)
    assert "<insufficient privilege>" in seen and "invoice" not in seen


def test_sessions_of_the_same_window_see_each_other(market: Market) -> None:
    """A documented limit: one window is one role, and PostgreSQL shows a role its own sessions."""
    with market.prompt("support") as other, market.prompt("support") as prompt:
        other.ask(TELLING)
        assert "invoice" in attack(prompt)


def test_who_works_for_what_is_seen_by_all(market: Market) -> None:
    """A documented limit: PostgreSQL shows everybody each session's login and the name it gives itself."""
    with market.prompt("account") as other, market.prompt("support") as prompt:
        other.ask("set application_name = 'troth: ana'")
        seen = prompt.ask("select usename, application_name, query from pg_stat_activity")
    assert f"{window('account')} | troth: ana | <insufficient privilege>" in seen


def test_without_the_defence(market: Market) -> None:
    granted, revoked = (f"{word} {window('support')}" for word in ("grant pg_monitor to", "revoke pg_monitor from"))
    with (
        market.without(granted, undo=[revoked]),
        market.prompt("account") as other,
        market.prompt("support") as prompt,
    ):
        other.ask(TELLING)
        assert "invoice" in attack(prompt)
