# ruff: noqa: E501
"""Restriction: hidden from what is not kept open, still held, and as before once it is lifted."""

from __future__ import annotations

from typing import Any

import pytest

from proving import Proven
from troth.verify.evidence import Status

LOSE = "create function public.lose() returns trigger language plpgsql as 'begin return null; end';"
"""A trigger that quietly drops what is written."""


@pytest.mark.parametrize("argument", ["everything", "bookkeeping"])
def test_a_restriction_hides_and_keeps(proven: Proven, argument: str) -> None:
    check = proven.check({"restriction": argument})
    assert check.status is Status.KEPT, (check.evidence, check.missing)


def test_what_is_kept_open_is_told_apart(proven: Proven) -> None:
    said = [each.says for each in proven.check({"restriction": "everything"}).evidence]
    assert "kept open, as the policy says: defence" in said
    assert any("bookkeeping" in each and "defence" not in each for each in said)


@pytest.mark.parametrize(
    ("breaking", "says"),
    [
        ("alter policy k7tracks_sees_account_select on member using (true)", "still seen by account"),
        (LOSE + "create trigger t before insert on troth.hidden_member for each row execute function lose()", "still seen by"),
        ("create rule loud as on insert to troth.restriction_member do also delete from troth.consent_member", "still hidden"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, breaking: str, says: str) -> None:
    check: Any = proven.check({"restriction": "everything"}, breaking)
    assert check.status is Status.BROKEN, (check.evidence, check.missing)
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence
