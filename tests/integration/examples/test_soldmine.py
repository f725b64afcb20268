"""SoldMine runs: its policy applied, its trade-ins played through windows, and what each side then sees."""

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
    "so-title": 1,
    "so-intro": 4,
    "so-collect": 4,
    "so-use": 5,
    "so-share": 3,
    "so-security": 6,
    "so-retention": 3,
    "so-rights": 8,
    "so-cookies": 3,
    "so-changes": 4,
    "so-flow": 7,
}
"""How many sentences each section of the published policy has."""


def test_every_sentence_is_promised_once(soldmine: Company) -> None:
    wanted = [f"{section}-{number}" for section, count in PROMISES.items() for number in range(1, count + 1)]
    assert [promise.id for promise in soldmine.troth.files.declared.policy.promises] == wanted
    assert len(wanted) == 48


def test_nothing_is_wrong_with_the_files_or_the_database(soldmine: Company) -> None:
    assert not [finding for finding in soldmine.troth.check() if finding.level is Level.ERROR]
    assert not soldmine.troth.verify().of(Level.ERROR)


def test_a_plan_after_the_story_is_empty(soldmine: Company) -> None:
    assert not soldmine.troth.plan().changes


def test_an_invoice_is_lowered_by_what_was_settled(soldmine: Company) -> None:
    wrong = soldmine.rows("""
        select i.invoice_id from invoice i left join settlement s using (invoice_id) group by i.invoice_id
        having i.amount_due <> i.amount - coalesce(sum(s.amount_applied), 0)
        or (i.amount_due = 0) <> (i.settled_at is not null)""")
    assert not wrong
    assert soldmine.rows("select count(*) > 0 from settlement where residual > 0") == [(True,)]


def test_what_arrived_worse_was_quoted_again_before_it_was_settled(soldmine: Company) -> None:
    worse = soldmine.rows("""
        select q.replaces is not null, q.quoted_at >= h.received_at from handover h
        join trade_in t using (trade_in_id) join settlement s using (invoice_id) join quote q using (quote_id)
        join hardware_item i on i.trade_in_id = t.trade_in_id where h.received_grade > i.condition""")
    assert worse and all(row == (True, True) for row in worse)


def test_assessors_see_devices_while_quotes_are_wanted_and_nobody(soldmine: Company) -> None:
    seen = soldmine.sees("assessment", "select trade_in_id from hardware_item")
    wanted = soldmine.rows("select trade_in_id from trade_in where accepted_at is null and ended_at is null")
    assert seen and sorted(seen) == sorted(wanted)
    for query in ("select full_name from end_user", "select serial_or_imei from hardware_item"):
        with pytest.raises(NotForThisPurpose):
            soldmine.sees("assessment", query)


def test_devices_of_trade_ins_long_settled_are_seen_by_nobody_and_the_books_stay(soldmine: Company) -> None:
    invoice = soldmine.story.settled_invoice
    items = "select item_id from hardware_item join trade_in using (trade_in_id) where invoice_id = %s"
    assert soldmine.rows(items, invoice)
    assert not soldmine.sees("transaction", items, invoice)
    assert soldmine.sees("bookkeeping", "select number from invoice where invoice_id = %s", invoice)


def test_an_event_of_whoever_objected_does_not_count(soldmine: Company) -> None:
    theirs = "select noted_at from usage_event join visitor using (visitor_id) where end_user_id = %s"
    noted = [at for (at,) in soldmine.rows(theirs, soldmine.story.objecting_user)]
    assert noted
    counted = "select count(*) from usage_event where noted_at = any (%s)"
    assert soldmine.sees("improvement", counted, noted) == [(0,)]
    assert soldmine.sees("feature_development", counted, noted) == [(len(noted),)]


def test_only_a_case_opens_the_reserved_purposes(soldmine: Company) -> None:
    for purpose, kind in (
        ("legal_duty", "legal request"),
        ("enforcement", "enforcement"),
        ("protection", "protection"),
    ):
        seen = soldmine.sees(purpose, "select end_user_id from end_user order by 1")
        open_ = soldmine.rows(
            "select distinct end_user_id from legal_case where kind = %s and closed_at is null order by 1", kind
        )
        assert seen == open_


WAITING = {"so-intro-2", "so-security-2", "so-rights-6", "so-cookies-1", "so-changes-2", "so-changes-3"}
"""What nothing proves yet: a server on a local socket needs no encryption to look at; messages, cookies, the page."""


def test_no_promise_is_broken_and_few_are_unproved(soldmine: Company) -> None:
    proofs = soldmine.troth.verify().board.proofs
    assert not [proof.promise for proof in proofs if proof.status is Status.BROKEN]
    assert {proof.promise for proof in proofs if proof.status is Status.UNPROVED} <= WAITING


def test_each_firm_saw_what_it_was_asked_about_and_no_other_firms_quote(soldmine: Company) -> None:
    wanted = "select t.trade_in_id from trade_in t join quote_request using (trade_in_id) where provider_id = %s "
    wanted += "and accepted_at is null and ended_at is null order by 1"
    for firm in (1, 2):
        with soldmine.troth.viewing("assessor", firm=firm) as db:
            asked = db.execute("select trade_in_id from hardware_item order by 1").fetchall()
            quotes = {key for (key,) in db.execute("select quote_id from quote").fetchall()}
        assert asked == soldmine.rows(wanted, firm)
        assert quotes <= {key for (key,) in soldmine.rows("select quote_id from quote where provider_id = %s", firm)}
    with soldmine.troth.viewing("assessor", firm=3) as db:
        assert not db.execute("select 1 from hardware_item").fetchall()
    assert soldmine.story.counts["firms refused for want of an agreement"] == 8


def test_asking_a_firm_is_tried_with_an_agreement_and_without(soldmine: Company) -> None:
    """No window changes what was asked: the state is reached by a row that is added."""
    troth = soldmine.troth
    named = soldmine.rows(
        "select policyname from pg_policies where policyname like '%%: gate quote_asked %%' and cmd = 'INSERT'"
    )
    with psycopg.connect(soldmine.database.superuser, autocommit=True) as chief:
        canary = read_canary(soldmine.folder / "privacy")
        proven = Proven(chief, soldmine.database.owner, troth.compiled(), troth.files.declared, canary)
        says = [each.says for each in proven.check({"identity": "quote_asked"}).evidence]
        assert "6 rows of canaries with a whole list came into the state, 3 without were refused" in says
        shut = [f'alter policy "{policy}" on quote_request with check (true)' for (policy,) in named]
        check = proven.check({"identity": "quote_asked"}, *shut)
        assert any("came into the state without their list" in each.says for each in check.evidence if not each.kept)
