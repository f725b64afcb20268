"""Attempt: get a row past its form by an upsert, in a window that may both add and change."""

from __future__ import annotations

from adversary.club import BOTH, PREFIX, Club, no_rule
from adversary.market import Prompt

UPDATING = (
    *BOTH,
    f'create policy "{PREFIX}_sees_sign_up_update: form" on public.member as restrictive for update '
    f"to {PREFIX}_sees_sign_up using (true) with check (email ~ '[^[:space:]]')",
)
"""With the rule of the form as it stands before changes."""


def attack(prompt: Prompt) -> str:
    into = "insert into member (member_id, full_name, email, born, plan) overriding system value values"
    return prompt.all(
        f"{into} (1, 'Spy', null, '1990-01-01', 'basic') on conflict (member_id) do update set full_name = 'Spy'",
        f"{into} (1, 'Spy', 's@x', '1990-01-01', 'basic') on conflict (member_id) do update set email = null",
    )


def test_refused(club: Club) -> None:
    with club.without(*UPDATING), club.prompt("sign_up") as prompt:
        assert attack(prompt).count("42501") == 2


def test_without_the_defence(club: Club) -> None:
    removed = (*BOTH, no_rule("form joining contact.email", "insert", "sign_up"))
    with club.without(*removed), club.prompt("sign_up") as prompt:
        assert attack(prompt).count("INSERT 0 1") == 2
