"""Attempt: read the server's files, and run programs on it."""

from adversary.market import Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select pg_read_file('PG_VERSION')",
        "select pg_read_binary_file('global/pg_control')",
        "select pg_ls_dir('base')",
        "select pg_stat_file('PG_VERSION')",
        "select pg_current_logfile()",
        "create temp table taken (line text)",
        "copy taken from '/etc/hostname'",
        "copy taken from program 'id'",
        "select 'file: ' || trim(pg_read_file('PG_VERSION'))",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 8 and "file: " not in seen


def test_without_the_defence(market: Market) -> None:
    opened = f"grant execute on function pg_catalog.pg_read_file(text) to {window('support')}"
    with market.without(opened), market.prompt("support") as prompt:
        assert f"file: {market.version}" in attack(prompt)
