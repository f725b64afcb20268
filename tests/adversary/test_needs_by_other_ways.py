"""Attempt: be served, or serve, without what a purpose needs: by joins, by writing standing, by moving the clock."""

from __future__ import annotations

from adversary.club import PREFIX, Club
from adversary.market import Prompt


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select full_name from member",
        "select full_name from for_service.member m where exists (select 1 from troth.agreed_member)",
        "insert into troth.agreed_member (subject, what, version) values (1, 'agreement/terms', 3)",
        "select troth.today()",
        "set timezone = 'Pacific/Kiritimati'; select full_name from member",
        "create function troth.today() returns date language sql as $$ select date '2000-01-01' $$",
        f"set role {PREFIX}_sees_service",
    )


def test_refused(club: Club) -> None:
    with club.prompt("service") as prompt:
        seen = attack(prompt)
    assert "Ana" not in seen and "Ben" not in seen
    assert seen.count("42501") >= 4


def test_without_the_defence(club: Club) -> None:
    opened = f"alter policy {PREFIX}_sees_service_select on public.member using (true)"
    with club.without(opened), club.prompt("service") as prompt:
        assert "Ana Able" in attack(prompt)
