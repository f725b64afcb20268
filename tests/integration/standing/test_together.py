"""Words about one person at the same time: one after the other, whole, and seen by every reader after the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import yaml

from integration.company import SECRET, Shop, write_privacy
from troth.client import Troth
from troth.errors import Stale
from troth.rollout.passwords import login_address


def test_consenting_and_withdrawing_at_once(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)

    def repeat(word: Callable[..., object]) -> None:
        for _ in range(25):
            word("newsletter")

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(repeat, word) for word in (subject.consent, subject.withdraw) * 2]:
            done.result(60)
    words = subject.history()
    assert sorted(word.word for word in words) == ["consent"] * 50 + ["withdraw"] * 50
    consented = False
    for word in words:
        if word.word == "withdraw":
            assert bool(word.detail.get("again")) is not consented
        consented = word.word == "consent"
    assert ("newsletter" in subject.standing().consents) is consented
    assert shop.sees("newsletter", ana) is consented


def test_crossing_bulks_do_not_deadlock(shop: Shop) -> None:
    keys = [shop.sign_up() for _ in range(300)]

    def repeat(order: list[int]) -> None:
        for _ in range(4):
            shop.troth.consent_many("member", order, "surveys")

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(repeat, order) for order in (keys, keys[::-1], keys[100:] + keys[:100])]:
            done.result(60)
    assert len(shop.troth.subject("member", keys[0]).history()) == 12


def test_two_restrictions_at_once_are_one(shop: Shop) -> None:
    subject = shop.troth.subject("member", shop.sign_up())
    start = threading.Barrier(4)

    def restrict() -> bool:
        start.wait(20)
        return subject.restrict("accuracy").changed

    with ThreadPoolExecutor() as pool:
        changed = [done.result(60) for done in [pool.submit(restrict) for _ in range(4)]]
    assert sorted(changed) == [False, False, False, True]
    assert len(subject.standing().restrictions) == 1


def test_every_statement_after_the_commit_sees_it(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.consent("newsletter")
    query = "select 1 from member where member_id = %s"
    with shop.troth.purpose("newsletter") as reader, shop.troth.purpose("newsletter") as snapshot:
        snapshot.execute("set transaction isolation level repeatable read")
        for session in (reader, snapshot):
            assert session.execute(query, [ana]).fetchone()
        subject.withdraw("newsletter")
        assert not reader.execute(query, [ana]).fetchone()
        assert snapshot.execute(query, [ana]).fetchone()
        subject.consent("newsletter")
        assert reader.execute(query, [ana]).fetchone()
        subject.restrict("accuracy")
        assert not reader.execute(query, [ana]).fetchone()


def test_a_word_that_fails_leaves_nothing(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.chief.execute("alter table troth.history_member add constraint broken check (actor <> 'breaks')")
    with pytest.raises(psycopg.errors.CheckViolation):
        shop.troth.subject("member", ana).consent("newsletter", actor="breaks")
    shop.chief.execute("alter table troth.history_member drop constraint broken")
    assert not shop.sees("newsletter", ana)
    assert not shop.troth.subject("member", ana).standing().consents


def test_history_cannot_be_changed_by_the_desk(shop: Shop) -> None:
    shop.troth.subject("member", shop.sign_up()).consent("newsletter")
    with psycopg.connect(login_address(shop.database.url, "k7tracks_desk", SECRET), autocommit=True) as desk:
        for statement in ("update troth.history_member set actor = 'x'", "delete from troth.history_member",
                          "truncate troth.history_member", "select full_name from public.member"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                desk.execute(statement)


def test_a_new_purpose_is_hidden_from_the_restricted(shop: Shop, tmp_path: Path) -> None:
    ana, ben = shop.sign_up(), shop.sign_up()
    everything, some = shop.troth.subject("member", ana), shop.troth.subject("member", ben)
    everything.restrict("accuracy")
    everything.consent("newsletter")
    some.restrict("accuracy", categories=["contact.phone"])
    calls = {"says": "Call", "basis": "contract", "uses": ["contact.phone"], "on_erasure": "end",
             "keep": "1 year after last seen"}  # fmt: skip
    folder = write_privacy(tmp_path / "privacy", version=4, purposes={"calls": calls})
    with Troth(folder, shop.database.url, secret=SECRET, journal=str(shop.troth.journal)) as later:
        later.apply(later.plan())
        for member in (ana, ben):
            with later.purpose("calls") as db:
                assert not db.execute("select 1 from member where member_id = %s", [member]).fetchone()
        assert shop.sees("newsletter", ana) and not shop.sees("account", ana)
        with pytest.raises(Stale) as problem:
            shop.troth.subject("member", shop.sign_up()).restrict("accuracy")
        assert problem.value.findings[0].code == "TR711"
        policy = yaml.safe_load((folder / "policy.yaml").read_text())
        policy["purposes"]["calls"] |= {"despite_restriction": "legal_claims", "because": "claims"}
        (folder / "policy.yaml").write_text(yaml.safe_dump(policy | {"version": 5}, sort_keys=False))
    with Troth(folder, shop.database.url, secret=SECRET, journal=str(shop.troth.journal)) as latest:
        latest.apply(latest.plan())
        with latest.purpose("calls") as db:
            shown = db.execute("select member_id from member where member_id = any(%s)", [[ana, ben]]).fetchall()
        assert sorted(shown) == [(ana,), (ben,)]
        latest.subject("member", ana).lift()
        latest.subject("member", ben).lift()
        assert shop.chief.execute("select 1 from troth.hidden_member where cause = 'restriction' and subject = any(%s)",
                                  [[ana, ben]]).fetchall() == []  # fmt: skip
