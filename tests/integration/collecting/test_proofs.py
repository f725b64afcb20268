# ruff: noqa: E501
"""The proofs of collecting: each is kept on a sound club, and broken by what takes its defence away."""

from __future__ import annotations

from typing import Any

import pytest

from integration.collecting.club import canary_of_the_club
from integration.collecting.conftest import Club
from proving import Proven
from troth.verify.evidence import Status


@pytest.fixture(scope="module")
def proven(club: Club) -> Proven:
    compiled, declared = club.troth.compiled(), club.troth.files.declared
    member = club.join()
    club.join(created_at="2020-01-01", phone="1")
    club.owner.execute(
        "insert into friend (member_id, email, reason, origin, source, obtained_on)"
        " values (%s, 'f@x', 'invite', 'another', 'Ana', current_date)",
        [member],
    )
    return Proven(club.chief, club.owner.info.user, compiled, declared, canary_of_the_club(club.folder))


SOUND: dict[str, dict[str, Any]] = {
    "form": {"form": "joining"},
    "age": {"age": "member"},
    "identity": {"identity": "known"},
    "needs": {"needs": "letter"},
    "acceptance": {"acceptance": "terms"},
    "child": {"child": "member"},
    "card_numbers": {"card_numbers": "member"},
    "origin": {"origin": "friend"},
    "never": {"never": "special"},
    "earlier": {"earlier": "survey"},
    "decided": {"decided": "survey_days"},
    "decided everything": {"decided": "everything"},
}


@pytest.mark.parametrize("kind", SOUND)
def test_it_is_kept(proven: Proven, kind: str) -> None:
    check = proven.check(SOUND[kind])
    assert check.status is Status.KEPT, (check.evidence, check.missing)


ROW = "insert into member (full_name, email, born, plan%s) values ('Ben', 'b@x', '1990-01-01', 'basic'%s)"


def test_a_gate_is_tried(proven: Proven) -> None:
    says = [each.says for each in proven.check(SOUND["identity"]).evidence]
    assert "1 rows of canaries with a whole list came into the state, 1 without were refused" in says


NO_PAPERS = "; ".join(
    f'alter policy "club_sees_care_update: gate known {number}" on member using (true) with check (true)'
    for number in (1, 2)
)
YOUNG = 'alter policy "club_sees_sign_up_insert: age member" on member with check (true)'
NEVER_TRUE = "; ".join(
    f'alter policy "club_sees_sign_up_insert: form joining {category}" on member with check (true)'
    for category in ("contact.email", "note")
)


def test_a_form_is_tried(proven: Proven) -> None:
    says = [each.says for each in proven.check(SOUND["form"]).evidence]
    assert "through `sign_up` the row of `ana` is let in, and 4 spoiled ones are refused" in says


@pytest.mark.parametrize(
    ("kind", "breaking", "says"),
    [
        ("form", 'drop policy "club_sees_sign_up_insert: form joining note" on member', "missing or changed"),
        ("form", 'alter policy "club_sees_sign_up_insert: form joining contact.email" on member with check (true)', "missing or changed"),
        ("form", NEVER_TRUE, "a row without email, with note was let in"),
        ("form", ROW % (", note", ", 'tea'"), "hold what `joining` never takes"),
        ("form", "create role intruder; grant insert on member to intruder", "may write it beside the windows"),
        ("age", 'drop policy "club_sees_sign_up_insert: age member" on member', "missing or changed"),
        ("age", YOUNG, "through `sign_up` somebody younger than 14 is let in"),
        ("age", "update member set born = current_date - 400", "tell of somebody younger than 14"),
        ("age", "update member set born = current_date - 15 * 365; insert into troth.consent_member select member_id, 'letter', now() from member limit 1", "without a guardian"),
        ("identity", 'drop policy "club_sees_care_update: gate known 2" on member', "missing or changed"),
        ("identity", NO_PAPERS, "came into the state without their list"),
        ("identity", "create role intruder; grant update (level) on member to intruder", "may set the state beside it"),
        ("needs", "alter policy club_sees_letter_select on member using (true)", "without `confirmed` it still sees"),
        ("acceptance", "alter policy club_sees_service_select on member using (true)", "without `agreement: terms` it still sees"),
        ("acceptance", "create or replace function troth.today() returns date language sql stable parallel safe return date '2020-01-01'", "version 2 is enough"),
        ("child", "alter policy club_sees_care_select on member using (true)", "care still see `ana`"),
        ("card_numbers", 'drop policy "club_sees_care_update: card number in full_name" on member', "missing or changed"),
        ("card_numbers", "update member set full_name = '4111 1111 1111 1111'", "hold one"),
        ("card_numbers", "create or replace function troth.holds_card_number(value text) returns boolean language sql immutable parallel safe return false", "was changed"),
        ("earlier", "alter policy club_sees_survey_select on member using (true)", "it sees 1 that it must not"),
        ("origin", 'drop policy "club_sees_invite_insert: origin" on friend', "missing or changed"),
        ("origin", "update friend set source = null", "do not say where they came from"),
        ("origin", "update friend set reason = 'other'; alter policy club_sees_invite_select on friend using (true)", "given for something else: invite (1)"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, kind: str, breaking: str, says: str) -> None:
    check = proven.check(SOUND[kind], breaking)
    assert check.status is Status.BROKEN, (check.evidence, check.missing)
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence


def test_what_cannot_be_looked_at_is_unproved(proven: Proven) -> None:
    alone = Proven(proven.chief, proven.owner, proven.compiled, proven.declared)
    for kept_by in (
        {"form": "joining"},
        {"identity": "known"},
        {"needs": "letter"},
        {"acceptance": "terms"},
        {"child": "member"},
    ):
        assert alone.check(kept_by).status is Status.UNPROVED
    for kept_by in ({"needs": "sign_up"}, {"origin": "member"}, {"earlier": "care"}):
        assert proven.check(kept_by).status is Status.UNPROVED
