"""One person is erased while the application inserts, the desk takes down words, and somebody else erases them too."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from integration.company import Shop
from integration.together import in_threads
from troth.errors import Refused, Stale, TrothError


def bought(shop: Shop) -> int:
    member = shop.sign_up()
    shop.order(member)
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member])
    return member


def test_two_erasures_of_one_person(shop: Shop) -> None:
    for _ in range(4):
        number = bought(shop)
        plans = [shop.troth.subject("member", number).plan_erasure() for _ in range(2)]
        found = in_threads(*(plan.apply for plan in plans))
        assert sorted(type(each).__name__ for each in found) == ["Receipt", "Stale"]
        words = [word.word for word in shop.troth.subject("member", number).history()]
        assert words.count("erase") == 1


def test_two_erasures_of_whoever_leaves_no_row(shop: Shop) -> None:
    for _ in range(4):
        number = shop.sign_up()
        plans = [shop.troth.subject("member", number).plan_erasure() for _ in range(2)]
        found = in_threads(plans[0].apply, lambda plan=plans[1]: plan.apply(replan=True))
        kinds = sorted(type(each).__name__ for each in found)
        assert kinds in (["Receipt", "Refused"], ["Receipt", "Stale"])
        hidden = shop.owner.execute("select count(*) from troth.hidden_member where subject = %s", [number]).fetchone()
        assert hidden == (0,)


def test_a_consent_comes_before_or_after(shop: Shop) -> None:
    for _ in range(6):
        number = bought(shop)
        person = shop.troth.subject("member", number)
        plan = person.plan_erasure()
        erased, consented = in_threads(plan.apply, lambda who=person: who.consent("newsletter"))
        words = [word.word for word in person.history() if word.word in ("erase", "consent")]
        if isinstance(erased, Stale):  # the consent was first, and is one more thing to end
            assert words == ["consent"]
            assert person.plan_erasure().apply().ended.withdrawn == ("newsletter",)
        else:
            assert words == ["erase", "consent"] and not isinstance(consented, TrothError)
            assert list(person.standing().consents) == ["newsletter"]


def test_the_application_inserts_meanwhile(shop: Shop) -> None:
    """A row that comes first makes the plan stale; one that comes after belongs to whoever they are by then."""
    for _ in range(6):
        number = bought(shop)
        plan = shop.troth.subject("member", number).plan_erasure()

        def insert(number: int = number) -> None:
            with psycopg.connect(shop.database.url, autocommit=True) as application:
                application.execute(
                    "insert into message (id, sender_id, body) values (%s, %s, 'hello')", [number, number]
                )

        erased, inserted = in_threads(plan.apply, insert)
        assert inserted is None
        body = shop.owner.execute("select body from message where id = %s", [number]).fetchone()
        assert body == ("hello",)
        if isinstance(erased, Stale):
            assert shop.troth.subject("member", number).plan_erasure().apply().changed
            assert shop.owner.execute("select 1 from message where id = %s", [number]).fetchone() is None
        for purpose in ("account", "support"):
            assert not shop.sees(purpose, number)


def test_the_application_inserts_for_somebody_who_has_just_gone(shop: Shop) -> None:
    number = shop.sign_up()
    shop.troth.subject("member", number).plan_erasure().apply()
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        shop.owner.execute("insert into message (id, sender_id, body) values (%s, %s, 'hello')", [-number, number])


def test_many_people_at_once_and_a_neighbour_who_shares_their_orders(shop: Shop) -> None:
    """Orders are shared by a buyer and a seller, and both are erased at the same moment: neither waits for ever."""
    for _ in range(3):
        buyer, seller = shop.sign_up(), shop.sign_up()
        order = shop.order(buyer, seller)
        shop.owner.execute("update orders set placed_at = now() - interval '800 days' where order_id = %s", [order])

        def erase(number: int) -> Any:
            person = shop.troth.subject("member", number)
            for _ in range(5):
                try:
                    return person.plan_erasure().apply()
                except Stale:
                    continue
            raise AssertionError

        found = in_threads(lambda who=buyer: erase(who), lambda who=seller: erase(who))
        assert not any(isinstance(each, Refused | psycopg.Error) for each in found), found
        row = shop.owner.execute("select ship_to, total from orders where order_id = %s", [order]).fetchone()
        assert row == (None, 10)
