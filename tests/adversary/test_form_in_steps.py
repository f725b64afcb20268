"""Attempt: get a row into a table that its form does not take, in several steps, by other commands, or many at once."""

from __future__ import annotations

import psycopg
import pytest

from adversary.club import Club, no_rule
from adversary.market import Prompt

ROW = "insert into member (full_name, email, born, plan) values"
MERGE = """
merge into member m using (select 1) s on false when not matched then
  insert (full_name, email, born, plan) values ('Spy', null, '1990-01-01', 'basic')
"""


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "insert into member default values",
        "insert into member (full_name, email, born, note) values ('Spy', 's@x', '1990-01-01', 'tea')",
        f"{ROW} ('Sam', 's@x', '1990-01-01', 'basic'), ('Spy', null, '1990-01-01', 'basic')",
        "insert into member (full_name, email, born, plan) select 'Spy', '', '1990-01-01', 'basic' from member",
        f"with spy as ({ROW} ('Spy', null, '1990-01-01', 'basic') returning 1) select 1",
        f"set constraints all deferred; {ROW} ('Spy', null, '1990-01-01', 'basic')",
        f"{ROW} ('Spy', null, '1990-01-01', 'basic') on conflict do nothing",
        f"{ROW} ('Spy', 's@x', '1990-01-01', 'iron')",
    )


def afterwards(prompt: Prompt) -> str:
    return prompt.all(
        "update member set email = null where member_id = 1",
        "update member set email = ' ' where member_id = 1",
        "update member set note = 'tea' where member_id = 1",
        "update member set plan = 'gold', phone = null where member_id = 1",
        "update member set phone = null, plan = 'gold' where member_id = 1",
        "update member set plan = 'iron' where member_id = 1",
        "with moved as (update member set email = null where member_id = 1 returning 1) select 1",
    )


def test_refused(club: Club) -> None:
    with club.prompt("sign_up") as prompt:
        assert attack(prompt).count("42501") == 8
        assert club.no_merge in prompt.ask(MERGE)
    with club.prompt("care") as prompt:
        assert afterwards(prompt).count("42501") == 7
    assert club.look("select count(*) from member where full_name in ('Spy', 'Sam')") == [0]


def test_copy_is_no_way_in(club: Club) -> None:
    with (
        club.prompt("sign_up") as prompt,
        pytest.raises(psycopg.errors.WrongObjectType),
        prompt.connection.cursor().copy("copy member (full_name) from stdin") as copied,
    ):
        copied.write_row(["Spy"])


def test_without_the_defence(club: Club) -> None:
    removed = no_rule("form joining note", "update", "care")
    with club.without(removed), club.prompt("care") as prompt:
        assert "UPDATE 1" in prompt.ask("update member set note = 'tea' where member_id = 1")
    removed = no_rule("form joining contact.email", "insert", "sign_up")
    with club.without(removed), club.prompt("sign_up") as prompt:
        assert "INSERT 0 1" in prompt.ask(f"{ROW} ('Spy', null, '1990-01-01', 'basic')")
