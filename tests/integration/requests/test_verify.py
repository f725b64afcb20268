"""A verification says which requests are overdue, and what is owed to others and not done."""

from __future__ import annotations

from datetime import date

from integration.company import Shop
from troth.findings import Finding, Level


def found(shop: Shop, code: str) -> list[Finding]:
    return [finding for finding in shop.troth.verify().findings if finding.code == code]


def test_overdue_requests_are_an_error_until_they_are_answered(shop: Shop) -> None:
    requests = shop.troth.requests
    assert found(shop, "TR772") == []
    numbers = [
        requests.open("access", kind="member", key=shop.sign_up(), received=date(2026, 1, day)).id for day in (31, 5)
    ]
    (finding,) = found(shop, "TR772")
    assert finding.level is Level.ERROR
    assert f"2 requests are overdue, the first since 2026-02-05: {numbers[1]}, {numbers[0]}" in finding.message
    assert not shop.troth.verify().sound
    for number in numbers:
        assert number is not None
        requests.refuse(number, ground="not_identified", because="no answer", told="by letter")
    assert found(shop, "TR772") == []


def test_what_is_owed_and_not_done_is_a_warning(shop: Shop) -> None:
    assert found(shop, "TR774") == []
    owe = """insert into troth.task (system, what, categories, state, due_at)
             values ('cabinet', 'erase', '[]', %s, troth.clock() + %s::interval)"""
    shop.chief.execute(owe, ["waiting", "1 day"])
    assert found(shop, "TR774") == []
    shop.chief.execute(owe, ["waiting", "-1 day"])
    shop.chief.execute(owe, ["failed", "1 day"])
    shop.chief.execute(owe, ["done", "-1 day"])
    overdue, failed = found(shop, "TR774")
    assert overdue.message == "1 tasks are overdue" and overdue.level is Level.WARNING
    assert "1 notices or tasks could not be delivered" in failed.message
