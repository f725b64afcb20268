"""Attempt: hold on to what one saw. A documented limit: older snapshots, and cursors held, keep what they saw."""

import pytest

from adversary.market import ANA, Market, Prompt, drop_policies

WITHDRAWN = "delete from troth.consent_member where subject = 1"


def attack(prompt: Prompt, market: Market) -> str:
    """A transaction that was open when the consent was withdrawn asks once more."""
    prompt.all("begin", "select full_name from member")
    market.run(WITHDRAWN)
    return prompt.all("select full_name from member", "commit", "select full_name from member")


def test_the_next_statement_sees_nobody(market: Market) -> None:
    with market.prompt("newsletter") as prompt:
        assert ANA not in attack(prompt, market)


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_an_older_snapshot_keeps_what_it_saw_until_it_ends(market: Market, level: str) -> None:
    with market.prompt("newsletter") as prompt:
        prompt.all(f"begin isolation level {level}", "select 1")
        market.run(WITHDRAWN)
        assert ANA in prompt.ask("select full_name from member")
        prompt.ask("commit")
        assert ANA not in prompt.ask("select full_name from member")


def test_a_cursor_held_over_commit_keeps_what_it_saw(market: Market) -> None:
    with market.prompt("newsletter") as prompt:
        prompt.all("begin", "declare kept cursor with hold for select full_name from member", "commit")
        market.run(WITHDRAWN)
        assert ANA in prompt.ask("fetch all from kept")
        assert ANA not in prompt.ask("select full_name from member")


def test_without_the_defence(market: Market) -> None:
    with market.without(*drop_policies("newsletter", "member")), market.prompt("newsletter") as prompt:
        assert ANA in attack(prompt, market)
