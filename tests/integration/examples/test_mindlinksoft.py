"""Mindlinksoft runs: its policy applied, its business played through windows, and what each side then sees."""

from __future__ import annotations

import pytest

from integration.examples.conftest import Company
from troth.errors import NotForThisPurpose
from troth.findings import Level
from troth.verify.evidence import Status

PROMISES = {
    "ml-comms": 1,
    "ml-collect": 8,
    "ml-account": 1,
    "ml-cookies": 4,
    "ml-device": 3,
    "ml-supplement": 3,
    "ml-news": 6,
    "ml-store": 5,
    "ml-legal": 3,
    "ml-access": 5,
    "ml-retention": 1,
    "ml-changes": 2,
    "ml-contact": 2,
    "ml-flow": 10,
}
"""How many sentences each section of the published policy has."""


def test_every_sentence_is_promised_once(mindlinksoft: Company) -> None:
    wanted = [f"{section}-{number}" for section, count in PROMISES.items() for number in range(1, count + 1)]
    assert [promise.id for promise in mindlinksoft.troth.files.declared.policy.promises] == wanted
    assert len(wanted) == 54


def test_nothing_is_wrong_with_the_files_or_the_database(mindlinksoft: Company) -> None:
    assert not [finding for finding in mindlinksoft.troth.check() if finding.level is Level.ERROR]
    assert not mindlinksoft.troth.plan().changes


def test_no_promise_is_broken(mindlinksoft: Company) -> None:
    proofs = mindlinksoft.troth.verify().board.proofs
    assert not [proof.promise for proof in proofs if proof.status is Status.BROKEN and not proof.attested_by]


def test_each_request_for_support_has_a_note_of_every_contact(mindlinksoft: Company) -> None:
    notes = mindlinksoft.rows("""
        select distinct array_agg(channel order by channel) from communication group by case_id""")
    assert notes == [(["chat", "email", "phone"],)]
    seen = mindlinksoft.sees("support", "select count(distinct customer_id) from support_case")
    waiting = mindlinksoft.rows("select count(distinct customer_id) from support_case where closed_at is null")
    assert seen == waiting != [(0,)]


def test_a_contact_person_is_known_for_bills_alone(mindlinksoft: Company) -> None:
    assert mindlinksoft.sees("contact_care", "select full_name from contact_person")
    for purpose in ("newsletter", "billing", "support", "prospecting"):
        with pytest.raises(NotForThisPurpose):
            mindlinksoft.sees(purpose, "select full_name from contact_person")


def test_mail_goes_to_confirmed_readers_who_did_not_leave(mindlinksoft: Company) -> None:
    seen = {key for (key,) in mindlinksoft.sees("newsletter", "select subscriber_id from subscriber")}
    confirmed = {
        key for (key,) in mindlinksoft.rows("select subscriber_id from subscriber where confirmed_at is not null")
    }
    left = {key for (key,) in mindlinksoft.rows("select subscriber_id from subscriber where left_at is not null")}
    assert seen == confirmed - left
    assert left and mindlinksoft.story.unsubscribed in left


def test_entries_of_a_contest_that_ended_are_seen_for_a_while(mindlinksoft: Company) -> None:
    assert mindlinksoft.rows("select count(*) > 0 from prize") == [(True,)]
    entries = mindlinksoft.sees("activity_entry", "select count(*) from participant where activity_id = 1")
    assert entries == mindlinksoft.rows("select count(*) from participant where activity_id = 1")


def test_marketing_sees_no_applicant(mindlinksoft: Company) -> None:
    assert mindlinksoft.sees("recruiting", "select full_name from applicant")
    with pytest.raises(NotForThisPurpose):
        mindlinksoft.sees("prospecting", "select full_name from applicant")


def test_whom_somebody_named_is_gone_from_sight_when_the_reason_is(mindlinksoft: Company) -> None:
    named = mindlinksoft.rows("select count(*), count(reason_ended_at) from third_person")
    assert 0 < named[0][1] < named[0][0]


def test_the_law_sees_whom_an_open_verified_request_is_about(mindlinksoft: Company) -> None:
    seen = mindlinksoft.sees("legal_answer", "select customer_id from customer")
    asked = mindlinksoft.rows("""
        select distinct customer_id from legal_request where closed_at is null and verified_at is not null""")
    assert seen == asked and len(asked) == 1


def test_nothing_is_measured_of_who_did_not_say_yes(mindlinksoft: Company) -> None:
    measured = mindlinksoft.rows("select count(distinct visitor_id) from web_event")
    all_of_them = mindlinksoft.rows("select count(*) from visitor")
    assert 0 < measured[0][0] < all_of_them[0][0]
    with pytest.raises(NotForThisPurpose):
        mindlinksoft.sees("measurement", "select ip from device")
