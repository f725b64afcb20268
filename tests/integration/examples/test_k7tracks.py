"""K7Tracks runs: its policy applied, its trade played through windows, and what each side then sees."""

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
    "k7-intro": 3,
    "k7-collect": 17,
    "k7-use": 6,
    "k7-share": 4,
    "k7-protect": 7,
    "k7-rights": 4,
    "k7-cookies": 7,
    "k7-intl": 5,
    "k7-children": 3,
    "k7-vendor": 1,
    "k7-changes": 3,
    "k7-flow": 8,
}
"""How many sentences each section of the published policy has."""


def test_every_sentence_is_promised_once(k7tracks: Company) -> None:
    wanted = [f"{section}-{number}" for section, count in PROMISES.items() for number in range(1, count + 1)]
    assert [promise.id for promise in k7tracks.troth.files.declared.policy.promises] == wanted
    assert len(wanted) == 68


UNPROVED = {"k7-intro-1", "k7-protect-1", "k7-protect-4", "k7-cookies-3", "k7-cookies-4", "k7-rights-3"}
"""What waits for a sealed ledger and TLS (no test has them), cookies, texts of mails; the first rests on these."""


def test_nothing_is_wrong_with_the_files_or_the_database(k7tracks: Company) -> None:
    assert not [finding for finding in k7tracks.troth.check() if finding.level is Level.ERROR]
    report = k7tracks.troth.verify()
    assert not report.of(Level.ERROR)
    assert report.board is not None
    proofs = {proof.promise: proof for proof in report.board.proofs if not proof.attested_by}
    assert {name for name, proof in proofs.items() if proof.status is Status.UNPROVED} <= UNPROVED
    broken = {name: list(proof.reasons()) for name, proof in proofs.items() if proof.status is Status.BROKEN}
    assert not broken


def test_the_other_side_is_seen_from_the_order_to_the_end_of_the_time_for_returns(k7tracks: Company) -> None:
    """The story looks as it goes, and stops where a side sees more or less than it should; here is that it looked."""
    counts = k7tracks.story.counts
    for what in ("looked at by its seller", "looked at by its buyer", "parcels followed"):
        assert counts[what] > 5, what
    assert counts["looked for in vain after the time for returns"] > 0
    order = k7tracks.story.order
    ((seller,),) = k7tracks.rows("select seller_id from orders where order_id = %s", order)
    with k7tracks.troth.viewing("seller", member=seller) as db:
        assert db.execute("select ship_to from orders where order_id = %s", [order]).fetchall()
    with k7tracks.troth.viewing("seller", member=k7tracks.story.member) as db:
        assert not db.execute("select 1 from orders where order_id = %s", [order]).fetchall()


def test_a_form_tells_what_it_takes_and_the_window_holds_it_to_that(k7tracks: Company) -> None:
    told = str(k7tracks.troth.notice("purchase"))
    assert "Where an order is sent" in told and "the carrier cannot call you" in told
    with pytest.raises(NotForThisPurpose), k7tracks.troth.purpose("ordering") as db:
        db.execute(
            "insert into orders (buyer_id, seller_id, ship_to, total) select buyer_id, seller_id, ' ', 1 "
            "from orders limit 1"
        )


def test_whoever_sends_a_parcel_sees_where_it_goes_and_not_what_it_cost(k7tracks: Company) -> None:
    order = k7tracks.story.order
    assert k7tracks.sees("dispatch", "select ship_to from orders where order_id = %s", order)
    with pytest.raises(NotForThisPurpose):
        k7tracks.sees("dispatch", "select total from orders where order_id = %s", order)


def test_what_is_seen_as_a_network_is_not_written_there(k7tracks: Company) -> None:
    for statement in (
        "update usage_event set ip = '192.0.2.7'",
        "insert into usage_event (page, ip) values ('/', null)",
    ):
        with pytest.raises(NotForThisPurpose) as problem:
            k7tracks.sees("attack_patterns", statement)
        (finding,) = problem.value.findings
        assert finding.code == ("TR621" if statement.startswith("update") else "TR610")
    with pytest.raises(NotForThisPurpose) as problem:
        k7tracks.sees("attack_patterns", "insert into usage_event (ip) values ('192.0.2.7')")
    assert str(problem.value.findings[0].message) == (
        "`usage_event.ip` is not written for `attack_patterns`, which sees the network of it alone"
    )


def test_what_postgresql_cannot_do_is_no_refusal(k7tracks: Company) -> None:
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        k7tracks.sees("attack_patterns", "select count(*) from usage_event for update")


def test_the_history_of_transactions_stays_and_names_nobody(k7tracks: Company) -> None:
    """When the books are over, entries stay as plain data: without a member, without an order."""
    with psycopg.connect(k7tracks.database.superuser, autocommit=True) as chief:
        troth = k7tracks.troth
        canary = read_canary(k7tracks.folder / "privacy")
        proven = Proven(chief, k7tracks.database.owner, troth.compiled(), troth.files.declared, canary)
        check = proven.check({"retention": "transaction"})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert any("leaving them plain, without any link to a person" in each.says for each in check.evidence)


def test_who_looks_for_attacks_sees_no_more_of_an_address_than_its_network(k7tracks: Company) -> None:
    with psycopg.connect(k7tracks.database.superuser, autocommit=True) as chief:
        troth = k7tracks.troth
        proven = Proven(chief, k7tracks.database.owner, troth.compiled(), troth.files.declared)
        check = proven.check({"precision": "usage.ip"})
        assert check.status is Status.KEPT, (check.evidence, check.missing)
        (view,) = chief.execute("select pg_get_viewdef('for_attack_patterns.usage_event'::regclass)").fetchone() or (
            "",
        )
        exact = re.sub(r"\(network.*? AS ip", "ip", view, flags=re.DOTALL)
        assert exact != view
        check = proven.check(
            {"precision": "usage.ip"}, f"create or replace view for_attack_patterns.usage_event as {exact}"
        )
        assert check.status is Status.BROKEN
        assert "and more than that in" in check.evidence[0].says
