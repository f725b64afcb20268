"""Attempt: bring a row into a gated state without what it needs: by steps, by one statement, with another's papers."""

from __future__ import annotations

from adversary.club import Club, no_rule
from adversary.market import Prompt

MERGE = "merge into member m using (select 1 i) s on m.member_id = s.i when matched then update set level = 'known'"


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "update member set level = 'known' where member_id = 1",
        "update member set level = 'known', born = '1980-01-01', full_name = 'Ben Brave' where member_id = 1",
        "update member set level = 'known'",
        "with d as (update document set sort = 'other') update member set level = 'known' where member_id = 1",
        "set constraints all deferred; update member set level = 'known' where member_id = 1",
        "update member set level = chr(107) || 'nown' where member_id = 1",
    )


def test_refused(club: Club) -> None:
    with club.prompt("care") as prompt:
        assert attack(prompt).count("42501") == 6
        assert club.no_merge in prompt.ask(MERGE)
        assert "42501" in prompt.ask("update document set member_id = 1 where document_id = 3")
    assert club.look("select level from member order by member_id") == ["new", "new"]


def test_a_row_is_not_added_in_that_state(club: Club) -> None:
    with club.prompt("sign_up") as prompt:
        seen = prompt.ask(
            "insert into member (full_name, email, born, plan, level)"
            " values ('Spy', 's@x', '1990-01-01', 'basic', 'known')"
        )
    assert "42501" in seen


def test_what_is_there_is_enough(club: Club) -> None:
    with club.prompt("care") as prompt:
        assert "UPDATE 1" in prompt.ask("update member set level = 'known' where member_id = 2")


def test_without_the_defence(club: Club) -> None:
    removed = [no_rule(f"gate known {number}", "update", "care") for number in (1, 2, 3)]
    with club.without(*removed), club.prompt("care") as prompt:
        assert "UPDATE 1" in prompt.ask("update member set level = 'known' where member_id = 1")
