"""Attempt: leave the database by an extension, a foreign server or another language."""

import pytest

from adversary.market import Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "create extension dblink",
        "create extension postgres_fdw",
        "create extension pg_trgm",
        "create foreign data wrapper out",
        "create server elsewhere foreign data wrapper out",
        "create function pg_temp.out(text) returns text language c as '/lib/libc.so.6', 'system'",
        "create function pg_temp.raw() returns text language internal as 'current_user'",
        "create publication leak for all tables",
        "create subscription leak connection 'dbname=x' publication x",
        "load '/tmp/mine.so'",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert not [line for line in seen.splitlines() if line.startswith(("CREATE", "LOAD"))]
    assert seen.count("42501") >= 5


def test_without_the_defence(market: Market) -> None:
    """A trusted extension needs no more than CREATE on the database: a grant that windows never have."""
    opened = f"grant create on database {market.database.name} to {window('support')}"
    with market.without(opened), market.prompt("support") as prompt:
        seen = attack(prompt)
    if "is not available" in seen:
        pytest.skip("this server has no extensions to make")
    assert "CREATE EXTENSION" in seen
