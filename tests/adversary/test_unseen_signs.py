"""Attempt: fill what a form requires, or the source of bought data, with signs that nobody sees."""

from __future__ import annotations

from adversary.club import Club, no_rule

UNSEEN = (" \t", "\u00a0", "\u3000", "\u200b", "\u3164", "\ufeff", "\u2800", "\u00ad\u2060\U000e0020")


def join(club: Club, email: str) -> str:
    with club.prompt("sign_up") as prompt:
        return prompt.ask(f"insert into member (full_name, email, born) values ('Spy', '{email}', '1990-01-01')")


def bring(club: Club, source: str) -> str:
    columns = "(member_id, email, reason, origin, source, obtained_on)"
    with club.prompt("invite") as prompt:
        return prompt.ask(
            f"insert into friend {columns} values (1, 'f@x.example', 'invite', 'bought', '{source}', '2026-01-01')"
        )


def test_refused(club: Club) -> None:
    assert all(join(club, unseen).startswith("42501") and bring(club, unseen).startswith("42501") for unseen in UNSEEN)
    assert join(club, "a@b.example") == bring(club, "Lists\u00a0Ltd\u200b") == "INSERT 0 1"


def test_without_the_defence(club: Club) -> None:
    required = no_rule("form joining contact.email", "insert", "sign_up")
    told = no_rule("origin", "insert", "invite", "friend")
    with club.without(required, told):
        assert {attempt(club, unseen) for attempt in (join, bring) for unseen in UNSEEN} == {"INSERT 0 1"}
