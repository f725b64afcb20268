"""Smartsellerhelp runs: its policy applied, its clients served through windows, and what each side then sees."""

from __future__ import annotations

import re

import psycopg
import pytest

from integration.examples.conftest import Company
from proving import Proven
from troth.errors import NotForThisPurpose
from troth.findings import Level
from troth.verify.canary import read_canary
from troth.verify.evidence import Status

PROMISES = {
    "ss-general": 6,
    "ss-collect": 10,
    "ss-use": 3,
    "ss-nonpersonal": 4,
    "ss-rights": 11,
    "ss-retention": 5,
    "ss-safe": 7,
    "ss-contact": 2,
    "ss-flow": 7,
}
"""How many sentences each section of the published policy has."""


def test_every_sentence_is_promised_once(smartsellerhelp: Company) -> None:
    wanted = [f"{section}-{number}" for section, count in PROMISES.items() for number in range(1, count + 1)]
    assert [promise.id for promise in smartsellerhelp.troth.files.declared.policy.promises] == wanted
    assert len(wanted) == 55


def test_nothing_is_wrong_with_the_files_or_the_database(smartsellerhelp: Company) -> None:
    assert not [finding for finding in smartsellerhelp.troth.check() if finding.level is Level.ERROR]
    assert not smartsellerhelp.troth.plan().changes


def test_no_promise_is_broken(smartsellerhelp: Company) -> None:
    proofs = smartsellerhelp.troth.verify().board.proofs
    assert not [proof.promise for proof in proofs if proof.status is Status.BROKEN and not proof.attested_by]


def test_a_plan_that_asks_for_no_address_has_none(smartsellerhelp: Company) -> None:
    asked = smartsellerhelp.rows("""
        select distinct plan_code, street_address is null from client""")
    assert sorted(asked) == [("basic", True), ("pro", False), ("team", False)]


def test_what_another_service_passed_on_stands_beside_the_agreement_to_it(smartsellerhelp: Company) -> None:
    came = smartsellerhelp.rows("select client_id from client where route = 'third_party' order by 1")
    assert came
    assert smartsellerhelp.rows("select client_id from external_identity order by 1") == came
    agreed = "select subject from troth.consent_client where purpose = 'third_party_sign_up' order by 1"
    with psycopg.connect(smartsellerhelp.database.superuser) as chief:
        assert chief.execute(agreed).fetchall() == came


def test_billing_sees_no_birthday_and_identification_no_gender(smartsellerhelp: Company) -> None:
    for purpose, column in (("billing", "birth_date"), ("identify_client", "gender")):
        with pytest.raises(NotForThisPurpose):
            smartsellerhelp.sees(purpose, f"select {column} from client")


def test_an_objection_to_marketing_stops_mail_and_no_invoice(smartsellerhelp: Company) -> None:
    client = smartsellerhelp.story.objecting
    for purpose in ("newsletter", "special_offers"):
        assert not smartsellerhelp.sees(purpose, "select 1 from client where client_id = %s", client)
    invoices = "select 1 from invoice join contract using (contract_id) where client_id = %s"
    assert smartsellerhelp.sees("billing", invoices, client)


def test_who_left_was_told_of_the_end(smartsellerhelp: Company) -> None:
    ends = "select event_id from service_event where sort = 'disconnected' order by 1"
    told = """
        select event_id from service_message join service_event using (event_id)
         where sort = 'disconnected' order by 1"""
    assert smartsellerhelp.rows(ends) == smartsellerhelp.rows(told) != []


def test_no_card_is_anywhere(smartsellerhelp: Company) -> None:
    held = smartsellerhelp.rows("""
        select column_name from information_schema.columns
         where table_schema = 'public' and column_name ~ 'card'""")
    assert not held


def test_a_remembered_browser_is_a_digest_of_somebody_who_asked(smartsellerhelp: Company) -> None:
    seen = smartsellerhelp.sees("remember_me", "select count(*), min(length(token_hash)) from remember_token")
    assert seen[0][0] > 0 and seen[0][1] == 64


def test_lists_and_decisions_are_worked_on_without_knowing_who(smartsellerhelp: Company) -> None:
    keys = {str(key) for (key,) in smartsellerhelp.rows("select client_id from client")}
    listed = {key for (key,) in smartsellerhelp.sees("case_list", "select client_id from contact_case")}
    decided = {key for (key,) in smartsellerhelp.sees("decisions", "select client_id from client_setting")}
    assert listed and decided
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in listed | decided)
    assert not listed & decided and not keys & (listed | decided)


def test_the_analyst_cannot_read_what_pseudonyms_are_made_with(smartsellerhelp: Company) -> None:
    for purpose in ("case_list", "decisions", "performance"):
        with pytest.raises(NotForThisPurpose):
            smartsellerhelp.sees(purpose, "select name from troth.pseudonym_key")


def test_pseudonyms_are_proved(smartsellerhelp: Company) -> None:
    """The promise on pseudonyms, with the proofs that it names."""
    troth = smartsellerhelp.troth
    promise = next(each for each in troth.files.declared.policy.promises if each.id == "ss-safe-3")
    with psycopg.connect(smartsellerhelp.database.superuser, autocommit=True) as chief:
        owner, canary = smartsellerhelp.database.owner, read_canary(smartsellerhelp.folder / "privacy")
        proven = Proven(chief, owner, troth.compiled(), troth.files.declared, canary)
        (proof,) = proven.board([promise.model_dump(by_alias=True, exclude_none=True)]).proofs
    assert proof.status is Status.KEPT, list(proof.reasons())
