"""Troth's own tables are swept too: a key used again inherits nothing, and old words go once they prove nothing."""

from __future__ import annotations

import pytest
from psycopg import sql

from integration.company import Shop
from integration.retention.old import count, gone_member
from troth.retention import own_tables
from troth.standing.people import People


def test_a_key_used_again_inherits_nothing(shop: Shop) -> None:
    member = gone_member(shop)
    person = shop.troth.subject("member", member)
    person.consent("surveys")
    person.withdraw("surveys")
    person.object("offers")
    swept = shop.troth.sweep()
    assert (swept.rows, swept.own.people) == (1, 1)
    shop.owner.execute(
        "insert into member (member_id, full_name) overriding system value values (%s, 'Another')", [member]
    )
    again = shop.troth.subject("member", member)
    assert (again.standing().ended, again.history()) == ((), ())
    assert shop.troth.sweep().own.empty


def test_standing_is_gone_through_once_however_many_people_are_gone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, put_together = list[str](), People.statement

    def statement(people: People, name: str, **words: sql.Composable) -> sql.SQL | sql.Composed:
        asked.append(name)
        return put_together(people, name, **words)

    monkeypatch.setattr(own_tables, "BATCH", 2)
    monkeypatch.setattr(People, "statement", statement)
    for _ in range(5):
        shop.troth.subject("member", gone_member(shop)).consent("surveys")
    here = shop.sign_up()
    shop.troth.subject("member", here).consent("surveys")
    asked.clear()
    forgotten = own_tables.sweep_own(shop.chief, shop.troth.known(), actor="a test")
    assert (forgotten.people, count(shop, "troth.consent_member")) == (0, 6)
    shop.owner.execute("delete from member where member_id <> %s", [here])
    forgotten = own_tables.sweep_own(shop.chief, shop.troth.known(), actor="a test")
    assert (forgotten.people, count(shop, "troth.consent_member")) == (5, 1)
    kinds = len(shop.troth.known().mapped.kinds())
    assert asked.count("retention gone people") == 2 * kinds
    assert asked.count("retention still gone") == 3


def test_the_standing_of_a_tombstone_stays(shop: Shop) -> None:
    buyer, seller = gone_member(shop), shop.sign_up()
    order = shop.order(buyer, seller)
    shop.troth.subject("member", buyer).object("statistics")
    assert shop.troth.sweep().own.people == 0
    assert count(shop, "troth.history_member") == 1
    assert shop.owner.execute("select buyer_id from orders where order_id = %s", [order]).fetchall() == [(buyer,)]


def test_words_go_three_years_after_they_ended_and_what_stands_keeps_its_own(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_tables, "BATCH", 1)
    member = shop.sign_up()
    person = shop.troth.subject("member", member)
    person.consent("surveys", evidence={"form": "footer"})
    person.withdraw("surveys")
    person.consent("newsletter")
    person.restrict("accuracy")
    shop.chief.execute("update troth.history_member set at = at - interval '4 years'")
    assert shop.troth.plan_sweep(ahead=False).own.words == 2
    shop.troth.sweep()
    assert [word.word for word in person.history()] == ["consent", "restrict"]
    person.withdraw("newsletter")
    person.lift()
    assert shop.troth.sweep().own.words == 0
    assert [word.word for word in person.history()] == ["consent", "restrict", "withdraw", "lift"]


def test_proof_about_people_who_are_gone_ends_with_its_period(shop: Shop) -> None:
    person = shop.troth.subject("member", gone_member(shop))
    person.object("statistics")
    shop.troth.sweep()
    assert (count(shop, "troth.erased_person"), count(shop, "troth.evidence")) == (1, 1)
    shop.chief.execute("update troth.erased_person set until = now() - interval '1 second'")
    assert shop.troth.sweep().own.over == 1
    assert (count(shop, "troth.erased_person"), count(shop, "troth.evidence")) == (0, 0)
