"""What leaves: disclosures, requests under law, transfers and counts, proved by a canary, and broken one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from databases import Server
from integration.company import opened_shop
from proving import Proven
from troth.verify.canary import read_canary
from troth.verify.evidence import Status

PURPOSES: dict[str, dict[str, Any]] = {
    "disputes": {"says": "Settle disputes", "basis": "legitimate_interest", "interest": "to settle them",
                 "uses": ["order", "identity.name"], "keep": "nothing", "open_per": "an order"},
    "legal_duty": {"says": "Answer under law", "basis": "legal_obligation", "law": "Code of procedure",
                   "uses": ["identity.*", "contact.*", "order"], "keep": "nothing"},
}  # fmt: skip
RECIPIENTS: dict[str, dict[str, Any]] = {
    "group_member": {"role": "controller", "country": "DE", "receives": ["identity.name"], "for": "account",
                     "needs": [{"approval": "legal_team"}, {"consent": "surveys"}, {"second": True}]},
    "court": {"role": "authority", "country": "DE", "receives": "as_ordered", "for": "legal_duty",
              "grounds": ["court_order"], "jurisdictions": ["DE"]},
    "locked_court": {"role": "authority", "country": "DE", "receives": "as_ordered", "for": "legal_duty",
                     "grounds": ["court_order"], "jurisdictions": ["DE"], "overrides": ["court_order"],
                     "needs": [{"approval": "legal_team"}, {"consent": "surveys"}]},
    "new_owner": {"role": "controller", "country": "DE", "receives": ["identity.name"], "for": "account",
                  "transfer": {"needs": "notice", "wait": "30 days"}},
    "researcher": {"role": "controller", "country": "DE", "receives": "aggregates", "smallest_group": 2,
                   "needs": [{"approval": "legal_team"}, {"second": True}]},
    "seller": {"role": "subject", "country": "DE", "as": "seller", "sees": "buyer", "for": "fulfilment",
               "receives": ["identity.name"]},
}  # fmt: skip

CARRIER = {"disclosure": "carrier"}


@pytest.fixture(scope="module")
def proven(server: Server) -> Iterator[Proven]:
    with (
        TemporaryDirectory(prefix="troth-tests-") as folder,
        opened_shop(
            server, Path(folder), purposes=PURPOSES, recipients=RECIPIENTS, tables={"cases": {"an order": "orders"}}
        ) as shop,
    ):
        ana = shop.sign_up()
        shop.order(ana)
        shop.troth.disclose("carrier", people=[("member", ana)], because="a parcel")
        shop.owner.execute("select setval(pg_get_serial_sequence('member', 'member_id'), 1000)")
        shop.owner.execute("select setval(pg_get_serial_sequence('orders', 'order_id'), 1000)")
        compiled, declared = shop.troth.compiled(), shop.troth.files.declared
        yield Proven(shop.chief, shop.database.owner, compiled, declared, read_canary(shop.folder))


@pytest.mark.parametrize(
    "kept_by",
    [{"disclosure": "carrier"}, {"disclosure": "group_member"}, {"disclosure": "new_owner"}, {"disclosure": "everyone"},
     {"order": "court"}, {"order": "locked_court"}, {"transfer": "new_owner"}, {"period": "researcher"},
     {"period": "advertiser"}, {"opening": "disputes"}, {"withdrawal": "newsletter"}],
    ids=lambda kept_by: "-".join([*kept_by, *kept_by.values()]),
)  # fmt: skip
def test_it_is_kept(proven: Proven, kept_by: dict[str, str]) -> None:
    check = proven.check(kept_by)
    assert check.status is Status.KEPT, ([each for each in check.evidence if not each.kept], check.missing)
    assert len(check.evidence) > 1


@pytest.mark.parametrize(
    ("kept_by", "breaking", "says"),
    [
        (CARRIER, "delete from troth.disclosed_person", "1 do not record everybody"),
        (CARRIER, "update troth.disclosure set categories = '[\"device.ip\"]'", "are of more kinds"),
        (CARRIER, "update troth.disclosure set released_at = '2025-01-01'", "1 were made outside"),
        (CARRIER, "update troth.disclosure set digest = 'x'", "1 are not in the ledger"),
        ({"opening": "disputes"}, "grant usage on schema troth to k7tracks_for_disputes; "
                                  "grant select, insert on troth.opening to k7tracks_for_disputes", "may open cases"),
        ({"opening": "disputes"}, "create or replace view troth.opened_case as select purpose, key from troth.opening",
         "opened by another login, it still sees"),
        ({"period": "researcher"}, "grant usage on schema troth to k7tracks_desk; "
                                   "grant update on troth.aggregate_release to k7tracks_desk", "k7tracks_desk"),
        ({"order": "court"}, "insert into troth.legal_request (recipient, authority, reference, ground, statute, "
                             "jurisdiction, asks, actor) values ('court', 'x', 'x', 'x', 'x', 'DE', 'x', 'x'); "
                             "insert into troth.legal_step (request, step, says, actor, at) select max(id), "
                             "'released', 'x', 'x', now() - interval '9 days' from troth.legal_request",
         "1 people were not told"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, kept_by: dict[str, str], breaking: str, says: str) -> None:
    check = proven.check(kept_by, breaking)
    assert check.status is Status.BROKEN and says in " ".join(each.says for each in check.evidence if not each.kept)


def test_it_is_broken_by_a_transfer_that_waits_for_nobody(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    from troth.verify.proofs import transfer

    monkeypatch.setattr(transfer, "missing", lambda *_: {})
    assert proven.check({"transfer": "new_owner"}).status is Status.BROKEN


def test_it_is_broken_by_counts_that_are_not_frozen(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    from itertools import count

    from troth.sharing import counts

    numbers = count()
    monkeypatch.setattr(counts, "_frozen", lambda *_: [{"people": next(numbers)}])
    assert proven.check({"period": "researcher"}).status is Status.BROKEN


def test_it_is_broken_by_a_reviewer_who_is_not_remembered(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    from troth.sharing import orders

    whole = orders._step

    def forgetting(connection: Any, order: Any, word: str, **said: Any) -> None:
        whole(connection, order, word, **(said | ({"actor": "nobody"} if word == "reviewed" else {})))

    monkeypatch.setattr(orders, "_step", forgetting)
    check = proven.check({"order": "court"})
    assert [each.says for each in check.evidence if not each.kept] == ["a release by who reviewed it is not refused"]


def test_what_cannot_be_looked_at_is_unproved(proven: Proven) -> None:
    for kept_by in ({"disclosure": "seller"}, {"order": "carrier"}, {"transfer": "carrier"}, {"period": "carrier"},
                    {"opening": "support"}):  # fmt: skip
        assert proven.check(kept_by).status is Status.UNPROVED


def test_nothing_is_left_behind(proven: Proven) -> None:
    tables = ("disclosure", "disclosed_person", "legal_request", "transfer_word", "approval", "aggregate_release")
    before = [proven.chief.execute(f"select count(*) from troth.{table}").fetchone() for table in tables]
    for kept_by in (
        {"disclosure": "everyone"},
        {"order": "court"},
        {"transfer": "new_owner"},
        {"period": "researcher"},
    ):
        proven.check(kept_by)
    assert before == [proven.chief.execute(f"select count(*) from troth.{table}").fetchone() for table in tables]
