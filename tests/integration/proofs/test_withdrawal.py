# ruff: noqa: E501
"""Withdrawal: the canary consents, is seen, withdraws, and is seen no more."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.verify.evidence import Status

SOUND = {"withdrawal": "newsletter"}
LOSE = "create function public.lose() returns trigger language plpgsql as 'begin return null; end';"
"""A trigger that quietly drops what is written."""


def test_a_withdrawal_takes_effect_at_once(proven: Proven) -> None:
    check = proven.check(SOUND)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    seen, hidden, recorded = check.evidence
    assert seen.count == hidden.count == 1
    assert "member" in seen.says
    assert recorded.count == 1


@pytest.mark.parametrize(
    ("breaking", "says"),
    [
        ("alter policy k7tracks_sees_newsletter_select on member using (true)", "right after the withdrawal, it still sees"),
        (LOSE + "create trigger t before delete on troth.consent_member for each row execute function lose()", "it still sees 1 of member"),
        ("create rule quiet as on insert to troth.history_member do instead nothing", "0 times in the history"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, breaking: str, says: str) -> None:
    check = proven.check(SOUND, breaking)
    assert check.status is Status.BROKEN
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence


def test_what_does_not_rest_on_consent_is_unproved(proven: Proven) -> None:
    check = proven.check({"withdrawal": "bookkeeping"})
    assert check.status is Status.UNPROVED
    assert "does not rest on consent" in check.missing[0]


def test_without_a_canary_it_is_unproved(proven: Proven) -> None:
    alone = Proven(proven.chief, proven.owner, proven.compiled, proven.declared)
    assert alone.check(SOUND).status is Status.UNPROVED


def test_a_canary_that_cannot_sign_up_proves_nothing(proven: Proven) -> None:
    check = proven.check(
        SOUND, "alter table member add constraint closed_shop check (email not like '%canary%') not valid"
    )
    assert check.status is Status.UNPROVED
    assert "cannot sign up: step 1" in check.missing[0]


def test_nothing_of_the_canary_is_left(proven: Proven) -> None:
    proven.check(SOUND)
    for table in ("member", "troth.history_member", "troth.ledger_key", "troth.consent_member"):
        assert not proven.chief.execute(f"select 1 from {table} t where t::text like '%canary%'").fetchall()
