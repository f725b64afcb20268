"""Finding people by a value, and one human under several keys."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from integration.access.oddities import Odd
from integration.company import Shop
from troth.client import Person
from troth.errors import Refused

Somebody = Callable[..., UUID]


def subscriber(odd: Odd, email: str | None = None, phone: str | None = None) -> int:
    (key,) = odd.owner.execute(
        "insert into subscriber (email, phone) values (%s, %s) returning subscriber_id", [email, phone]
    ).fetchone() or (0,)
    return int(key)


def test_a_value_is_found_in_every_column_of_its_kind_and_nothing_else_is_said(odd: Odd, somebody: Somebody) -> None:
    one = somebody(name="Ana Secret", email="Ana@Example.org")
    two = subscriber(odd, email=" ana@example.org")
    three = subscriber(odd, email="ana@example.org")
    found = odd.troth.find("ANA@example.org")
    assert {(match.kind, match.key, match.exact) for match in found.people} == {
        ("person", (str(one),), False), ("subscriber", (three,), False),
    }  # fmt: skip
    assert found.columns == ("person.email", "subscriber.email") and two
    assert "Secret" not in str(found) + str(found.to_json())
    (match,) = [match for match in odd.troth.find("ana@example.org").people if match.exact]
    assert (match.kind, match.key, match.category) == ("subscriber", (three,), "contact.email")
    assert [match.kind for match in odd.troth.find("ana@example.org", exact=True).people] == ["subscriber"]


def test_a_telephone_number_is_found_however_it_is_written(odd: Odd) -> None:
    one = subscriber(odd, phone="+43 (1) 234-567")
    for written in ("+431234567", "0043 1 234567", "+43/1/234567"):
        assert [match.key for match in odd.troth.find(written, what="contact.phone").people] == [(one,)], written
    assert odd.troth.find("234567", what="contact.phone").people == ()


def test_text_is_found_without_regard_to_letters_and_spaces(odd: Odd, somebody: Somebody) -> None:
    one = somebody(name="  Maria   Theresia ")
    assert [match.key for match in odd.troth.find("maria theresia", what="identity").people] == [(str(one),)]
    assert odd.troth.find("maria theresia", what="identity", exact=True).people == ()


def test_it_is_said_what_was_read_whole(odd: Odd, somebody: Somebody) -> None:
    somebody(email="indexed@example.org")
    many = "n || '@x.example' from generate_series(1, 5000) n"
    odd.owner.execute(f"insert into person (person_id, email) select gen_random_uuid(), 'p' || {many}")
    odd.owner.execute(f"insert into subscriber (email) select 's' || {many}")
    odd.owner.execute("analyze person, subscriber")
    assert odd.troth.find("Indexed@example.org").scanned == ("subscriber.email",)
    assert odd.troth.find("indexed@example.org", what="person.email", exact=True).scanned == ()


def test_owners_along_a_path_are_found(odd: Odd, somebody: Somebody, shop: Shop) -> None:
    one = somebody()
    odd.add("case_file", shelf="f", number=int(one), person_id=one)
    odd.add("case_note", id=5000 + int(one), shelf="f", number=int(one), words="a rare word 100%")
    (match,) = odd.troth.find("a rare word 100%", what="file").people
    assert (match.kind, match.key, match.table) == ("person", (str(one),), "case_note")
    odd.add("attachment", id=5000 + int(one), owner_type="Person", owner_id=one, label="rare label")
    odd.add("attachment", id=6000 + int(one), owner_type="Nobody", owner_id=one, label="rare label")
    assert [match.kind for match in odd.troth.find("rare label", what="label").people] == ["person"]
    ana, bo = shop.sign_up(), shop.sign_up()
    shop.owner.execute("update orders set total = 4711 where order_id = %s", [shop.order(ana, bo)])
    assert {match.key for match in shop.troth.find("4711", what="orders.total").people} == {(ana,), (bo,)}
    assert shop.troth.find("4711.0", what="orders.total").people, "numbers are compared as numbers"
    assert shop.troth.find("no number", what="orders.total").people == ()
    assert shop.troth.find("10.0.0.77", what="device.*").people == ()


def test_a_value_of_very_many_is_cut(odd: Odd) -> None:
    odd.owner.execute("insert into subscriber (phone) select '+99 999 999' from generate_series(1, 150)")
    found = odd.troth.find("+99999999", what="contact.phone")
    assert len(found.people) == 100 and found.cut == ("subscriber.phone",)


@pytest.mark.parametrize(("value", "what"), [("Ana", None), ("x@y.example", "contact.fax"), ("x", "person.emial")])
def test_where_to_look_has_to_be_said(odd: Odd, value: str, what: str | None) -> None:
    with pytest.raises(Refused, match="TR754"):
        odd.troth.find(value, what=what)


def test_looking_is_entered_in_the_ledger_without_the_value(odd: Odd) -> None:
    odd.troth.find("who@example.org", actor="eve")
    ((entry,),) = odd.owner.execute("select entry from troth.ledger_entry order by id desc limit 1").fetchall()
    assert '"what":"find"' in entry and '"actor":"eve"' in entry and "who@example.org" not in entry


# -- one human, many keys ----------------------------------------------------------------------------------------------


def keys(people: tuple[Person, ...]) -> set[tuple[str, object]]:
    return {(person.kind, person.key) for person in people}


def test_who_is_alike_is_likely_and_who_is_confirmed_is_linked(odd: Odd, somebody: Somebody) -> None:
    one = somebody(email="same@example.org")
    two = subscriber(odd, email="Same@example.org")
    three = subscriber(odd, email="SAME@example.org")
    ana, letter = odd.troth.subject("person", one), odd.troth.subject("subscriber", two)
    assert {(pair.kind, pair.key) for pair in ana.likely_same()} == {("subscriber", (two,)), ("subscriber", (three,))}
    done = ana.same_as(letter, actor="eve")
    assert "contact.email in person.email and subscriber.email" in done.said
    assert keys(ana.linked()) == {("subscriber", two)} and keys(letter.linked()) == {("person", str(one))}
    assert [pair.key for pair in ana.likely_same()] == [(three,)]
    assert not letter.same_as(ana).changed, "once is enough"
    letter.same_as(odd.troth.subject("subscriber", three))
    assert keys(ana.linked()) == {("subscriber", two), ("subscriber", three)}, "and those of the other's"
    copy = ana.access(same_person=True)
    assert [(told.kind, told.key) for told in copy.people] == [
        ("person", (str(one),)), ("subscriber", (two,)), ("subscriber", (three,)),
    ]  # fmt: skip
    assert {(table.table, table.person) for table in copy.tables} == {
        ("person", 0),
        ("subscriber", 1),
        ("subscriber", 2),
    }
    assert "letters" in {told.purpose for told in copy.purposes}
    assert len(ana.access().people) == 1
    assert letter.not_same_as(ana).changed and not letter.not_same_as(ana).changed
    assert ana.linked() == ()


def test_what_is_not_alike_needs_a_reason(odd: Odd, somebody: Somebody) -> None:
    one, two = somebody(email="x1@example.org"), subscriber(odd, email="x2@example.org")
    ana, letter = odd.troth.subject("person", one), odd.troth.subject("subscriber", two)
    for because in (None, "  "):
        with pytest.raises(Refused, match="TR755"):
            ana.same_as(letter, because=because)
    assert ana.same_as(letter, because="showed both letters").changed
    with pytest.raises(Refused, match="TR756"):
        ana.same_as(odd.troth.subject("person", one))
    with pytest.raises(Refused, match="TR701"):
        ana.same_as(odd.troth.subject("subscriber", 999_999), because="x")
