"""Locks: a canary leaves with all that a recipient needs, and with no part of it missing."""

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
from troth.verify.proofs import lock

RECIPIENTS: dict[str, dict[str, Any]] = {
    "group_member": {"role": "controller", "country": "DE", "receives": ["identity.name", "contact.email"],
                     "for": "account", "needs": [{"approval": "legal_team"}, {"consent": "surveys"}, {"second": True}],
                     "overrides": ["court_order"]},
    "friend": {"role": "controller", "country": "DE", "receives": ["contact.email"], "for": "surveys",
               "needs": [{"consent": "surveys"}]},
    "abroad": {"role": "controller", "country": "DE", "receives": ["contact.email"], "for": "account",
               "needs": [{"agreement": "terms"}]},
    "police": {"role": "authority", "country": "DE", "receives": "as_ordered", "for": "account",
               "grounds": ["court_order"], "needs": [{"approval": "legal_team"}, {"consent": "surveys"}],
               "overrides": ["court_order"]},
}  # fmt: skip


TERMS = {"terms": {"says": "The terms, which name the countries", "version": 2, "since": "2026-01-01"}}


@pytest.fixture(scope="module")
def proven(server: Server) -> Iterator[Proven]:
    with (
        TemporaryDirectory(prefix="troth-tests-") as folder,
        opened_shop(server, Path(folder), recipients=RECIPIENTS, agreements=TERMS) as shop,
    ):
        compiled, declared = shop.troth.compiled(), shop.troth.files.declared
        yield Proven(shop.chief, shop.database.owner, compiled, declared, read_canary(shop.folder))


@pytest.mark.parametrize(("recipient", "tried"), [("group_member", 4), ("friend", 2), ("police", 3), ("abroad", 2)])
def test_every_need_is_needed(proven: Proven, recipient: str, tried: int) -> None:
    check = proven.check({"lock": recipient})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert len(check.evidence) == tried


def test_what_others_approved_before_does_not_open_it(proven: Proven) -> None:
    everyone = (
        "insert into troth.approval (recipient, role, because, actor) values ('group_member', 'legal_team', 'x', 'x')"
    )
    assert proven.check({"lock": "group_member"}, everyone).status is Status.KEPT


@pytest.mark.parametrize(
    ("recipient", "need"),
    [
        ("group_member", "approval: legal_team"),
        ("group_member", "consent: surveys"),
        ("abroad", "agreement: terms"),
    ],
)
def test_it_is_broken_by_a_lock_that_is_not_looked_at(
    proven: Proven, recipient: str, need: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from troth.sharing import plan, release

    def half_blind(*said: Any) -> Any:
        return {kind: people for kind, people in whole(*said).items() if kind != need}

    whole = plan.missing
    for module in (plan, release):
        monkeypatch.setattr(module, "missing", half_blind)
    check = proven.check({"lock": recipient})
    assert check.status is Status.BROKEN
    assert [each.says for each in check.evidence if not each.kept] == [f"it leaves without {need}"]


def test_it_is_broken_by_one_person_who_is_two(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "refuse_second", lambda *_: None)
    check = proven.check({"lock": "group_member"})
    assert [each.says for each in check.evidence if not each.kept] == ["one person alone may release"]


def test_a_recipient_that_needs_nothing_is_unproved(proven: Proven) -> None:
    assert proven.check({"lock": "carrier"}).status is Status.UNPROVED


def test_what_an_override_lifted_is_counted_with_the_promise(proven: Proven) -> None:
    lifted = (
        "insert into troth.exception (recipient, need, kind, reference, because, actor, people)"
        " values ('group_member', 'consent: surveys', 'court_order', '7 O 1', 'ordered', 'ana', 1)"
    )
    promise = {"id": "k7-lock-1", "says": "Both", "kept_by": [{"lock": "group_member"}]}
    other = {"id": "k7-lock-2", "says": "Other", "kept_by": [{"lock": "friend"}]}
    board = proven.board([promise, other], lifted, lifted)
    assert board.proof("k7-lock-1").word == "kept, except 2 recorded cases"
    assert board.proof("k7-lock-2").word == "kept"
