"""Access: kept on a sound system, and broken as soon as anybody else reaches the category."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.verify.evidence import Status

SOUND = {"access": "contact.*"}


def test_only_the_windows_that_use_it_reach_it(proven: Proven) -> None:
    check = proven.check(SOUND)
    assert check.status is Status.KEPT
    assert all(each.count for each in check.evidence)
    assert len(check.evidence) == 4


@pytest.mark.parametrize(
    ("breaking", "says"),
    [
        ("create role bi; grant select (email) on member to bi", "bi (member.email)"),
        ("create view everyone as select email from member; create role reader; grant select on everyone to reader",
         "reader (public.everyone) shows it"),
        ("alter table member disable row level security", "row security public.member is not on"),
        ("drop policy k7tracks_sees_support_select on member", "k7tracks_sees_support_select on public.member is"),
        ("alter policy k7tracks_sees_support_select on member using (true)", "is not as compiled"),
        ("grant select on member to k7tracks_for_bookkeeping", "k7tracks_for_bookkeeping on member was let in"),
        ("grant select (email) on member to k7tracks_sees_bookkeeping", "k7tracks_sees_bookkeeping (member.email)"),
        ("create view for_bookkeeping.addresses as select email from member;"
         "grant select on for_bookkeeping.addresses to k7tracks_for_bookkeeping", "for_bookkeeping.addresses"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, breaking: str, says: str) -> None:
    check = proven.check(SOUND, breaking)
    assert check.status is Status.BROKEN
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence


def test_a_category_that_no_column_holds_is_unproved(proven: Proven) -> None:
    check = proven.check({"access": "device.none"})
    assert check.status is Status.UNPROVED
