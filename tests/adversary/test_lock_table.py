"""Attempt: stop the shop by locking its tables, or the numbers by which Troth keeps its deeds apart."""

import psycopg
import pytest

from adversary.market import Market, Prompt, sees, window
from troth.postgres.statements import statement


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "begin", "lock table member in access exclusive mode", "rollback",
        "begin", "lock table public.member in access exclusive mode", "rollback",
        "begin", "lock table only public.orders in share mode", "rollback",
    )  # fmt: skip


@pytest.mark.parametrize("purpose", ["support", "account", "sign_up"])
def test_refused(market: Market, purpose: str) -> None:
    with market.prompt(purpose) as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 3 and "LOCK TABLE" not in seen


def test_without_the_defence(market: Market) -> None:
    opened = (
        f"grant update on for_account.member to {window('account')}",
        f"grant update on public.member to {sees('account')}",
    )
    with market.without(*opened), market.prompt("account") as prompt:
        assert "LOCK TABLE" in attack(prompt)


def test_a_number_can_be_locked_by_everybody(market: Market) -> None:
    """A documented limit: the desk waits for who has it, unless a superuser takes the function away."""
    number = "pg_catalog.hashtextextended('troth journal', 0)"
    with market.prompt("support") as prompt, psycopg.connect(market.database.superuser) as chief:
        prompt.ask(f"select pg_advisory_lock({number})")
        chief.execute("set lock_timeout = 100")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            chief.execute(statement("journal turn"))
        chief.rollback()
        chief.execute("revoke execute on function pg_catalog.pg_advisory_lock(bigint) from public")
        chief.commit()
        assert "42501" in prompt.ask(f"select pg_advisory_lock({number})")
