"""Smart-mining runs: its policy applied, its accounts and verifications played through windows, and who sees what."""

from __future__ import annotations

import psycopg
import pytest

from integration.examples.conftest import Company
from proving import Proven
from troth.errors import NotForThisPurpose
from troth.findings import Level
from troth.verify.canary import read_canary
from troth.verify.evidence import Status

pytestmark = pytest.mark.slow

PROMISES = {
    "sm-intro": 7,
    "sm-account": 4,
    "sm-kyc": 6,
    "sm-cookies": 8,
    "sm-use": 9,
    "sm-disclosure": 11,
    "sm-security": 3,
    "sm-transfer": 5,
    "sm-grounds": 3,
    "sm-rights": 6,
    "sm-resp": 4,
    "sm-changes": 3,
    "sm-flow": 9,
}
"""How many sentences each section of the published policy has."""


def test_every_sentence_is_promised_once(smart_mining: Company) -> None:
    wanted = [f"{section}-{number}" for section, count in PROMISES.items() for number in range(1, count + 1)]
    assert [promise.id for promise in smart_mining.troth.files.declared.policy.promises] == wanted
    assert len(wanted) == 78


def test_nothing_is_wrong_with_the_files_or_the_database(smart_mining: Company) -> None:
    assert not [finding for finding in smart_mining.troth.check() if finding.level is Level.ERROR]
    assert not smart_mining.troth.verify().of(Level.ERROR)
    assert not smart_mining.troth.plan().changes


def test_the_phone_for_codes_is_seen_for_codes_alone(smart_mining: Company) -> None:
    query = "select phone_number from phone_factor where account_id = %s"
    assert smart_mining.sees("second_factor", query, smart_mining.story.factor_user)
    for purpose in ("service_information", "support", "verify_identity", "protection_from_threats"):
        with pytest.raises(NotForThisPurpose):
            smart_mining.sees(purpose, query, smart_mining.story.factor_user)


def test_a_phone_taken_away_is_seen_no_more(smart_mining: Company) -> None:
    assert not smart_mining.sees(
        "second_factor", "select 1 from phone_factor where account_id = %s", smart_mining.story.phone_gone
    )


def test_a_flag_limits_the_account_and_asks_who_it_is(smart_mining: Company) -> None:
    assert smart_mining.rows(
        """select f.raised_at <= a.limited_at, k.reason like 'flag %%'
        from account a join activity_flag f using (account_id)
        join kyc_case k using (account_id) where account_id = %s and f.closed_at is null""",
        smart_mining.story.flagged_user,
    ) == [(True, True)]
    assert (
        smart_mining.rows(
            "select 1 from account where limited_at is not null and not exists (select from activity_flag f"
            " where f.account_id = account.account_id and (f.closed_at is null or f.finding = 'confirmed'))"
            " and not exists (select from kyc_case k where k.account_id = account.account_id"
            " and k.decision is distinct from 'approved')"
        )
        == []
    )


def test_whoever_looks_into_threats_sees_flagged_accounts_alone(smart_mining: Company) -> None:
    flagged = smart_mining.rows("select distinct account_id from activity_flag where closed_at is null order by 1")
    assert flagged
    assert smart_mining.sees("protection_from_threats", "select account_id from account order by 1") == flagged


def test_papers_are_seen_while_the_verification_is_open_and_by_nobody_in_support(smart_mining: Company) -> None:
    case = smart_mining.rows(
        "select case_id from kyc_case where decided_at is not null and account_id = %s",
        smart_mining.story.verified_user,
    )
    query = "select file_ref from kyc_document where case_id = %s"
    assert not smart_mining.sees("verify_identity", query, case[0][0])
    assert len(smart_mining.sees("identity_records", query, case[0][0])) == 2
    with pytest.raises(NotForThisPurpose):
        smart_mining.sees("support", query, case[0][0])


def test_whoever_withdrew_is_not_evaluated(smart_mining: Company) -> None:
    user = smart_mining.story.withdrawn_user
    assert not smart_mining.sees("evaluation", "select 1 from site_event where account_id = %s", user)
    assert not smart_mining.sees("statistics", "select 1 from site_event where account_id = %s", user)
    assert smart_mining.rows("select 1 from site_event where account_id = %s limit 1", user)


WAITING = {"sm-rights-5", "sm-security-1", "sm-intro-5", "sm-transfer-5"}
"""What nothing proves here: no ledger is sealed, and nothing limits how much a session reads; two rest on that."""


def test_no_promise_is_broken_and_few_are_unproved(smart_mining: Company) -> None:
    proofs = smart_mining.troth.verify().board.proofs
    assert not [proof.promise for proof in proofs if proof.status is Status.BROKEN]
    assert {proof.promise for proof in proofs if proof.status is Status.UNPROVED} <= WAITING


def test_an_order_that_stands_in_for_a_consent_is_counted(smart_mining: Company) -> None:
    word = smart_mining.troth.verify().board.proof("sm-disclosure-11").word
    assert word == "kept, except 2 recorded cases"
    assert {kind for (kind,) in smart_mining.rows("select kind from troth.exception")} == {"court_order"}


def test_a_decision_is_tried_with_papers_and_without(smart_mining: Company) -> None:
    """The state is reached together with its mark, for the table wants both at once."""
    troth = smart_mining.troth
    named = smart_mining.rows(
        "select policyname from pg_policies where policyname like '%%: gate verified %%' and cmd = 'UPDATE'"
    )
    with psycopg.connect(smart_mining.database.superuser, autocommit=True) as chief:
        canary = read_canary(smart_mining.folder / "privacy")
        proven = Proven(chief, smart_mining.database.owner, troth.compiled(), troth.files.declared, canary)
        says = [each.says for each in proven.check({"identity": "verified"}).evidence]
        assert "1 rows of canaries with a whole list came into the state, 2 without were refused" in says
        shut = [f'alter policy "{policy}" on kyc_case using (true) with check (true)' for (policy,) in named]
        check = proven.check({"identity": "verified"}, *shut)
        assert any("came into the state without their list" in each.says for each in check.evidence if not each.kept)
