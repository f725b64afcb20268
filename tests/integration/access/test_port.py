"""The portable copy: what came from the person, and a live purpose under consent or contract uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from integration.access.oddities import Odd
from integration.company import Shop
from troth.access import PortCopy
from troth.errors import Refused

Somebody = Callable[..., UUID]


def port_of(company: Shop | Odd, kind: str, key: object) -> PortCopy:
    return company.troth.subject(kind, key).port()


def test_only_what_came_from_the_person(odd: Odd, somebody: Somebody) -> None:
    one = somebody(name="Ana", score=1.5, tags=["t"], visits="1 day", balance=3)
    odd.troth.subject("person", one).consent("caring")
    odd.add("case_file", shelf="p", number=int(one), person_id=one)
    odd.add("case_note", id=7000 + int(one), shelf="p", number=int(one), words="by staff")
    copy = port_of(odd, "person", one)
    (row,) = copy.table("person").rows
    assert (row["name"], row["balance"], row["visits"]) == ("Ana", "3", "P1D"), "provided, and observed"
    assert not {"score", "tags"} & set(row), "worked out, and from somebody else"
    assert "referred_by" not in row, "what only a law asks for is not portable"
    assert {"person_id", "agreed", "seen_at"} <= set(row), "what makes the rest understood"
    assert [table.table for table in copy.tables] == ["person"]
    assert {column.column for column in copy.table("person").columns} == set(row)


def test_only_what_a_live_purpose_uses(odd: Odd, somebody: Somebody) -> None:
    one = somebody(name="Ana", visits="1 day")
    (row,) = port_of(odd, "person", one).table("person").rows
    assert "name" in row and "visits" not in row, "no consent to `caring` was given"
    subject = odd.troth.subject("person", one)
    subject.consent("caring")
    assert "visits" in port_of(odd, "person", one).table("person").rows[0]
    subject.withdraw("caring")
    assert "visits" not in port_of(odd, "person", one).table("person").rows[0]
    odd.owner.execute("update person set seen_at = now() - interval '3 years' where person_id = %s", [one])
    assert port_of(odd, "person", one).tables == (), "the time of the contract is over"


def test_what_is_another_owners_alone_is_theirs(odd: Odd, somebody: Somebody) -> None:
    one, two = somebody(), somebody()
    odd.add("friendship", a=one, b=two, note="both", secret_of_a="mine", secret_of_b="theirs")
    (row,) = port_of(odd, "person", one).table("friendship").rows
    assert (row["note"], row["secret_of_a"], row["b"]) == ("both", "mine", "second") and "secret_of_b" not in row
    odd.owner.execute("update person set seen_at = now() - interval '3 years' where person_id = %s", [one])
    (row,) = port_of(odd, "person", two).table("friendship").rows
    assert (row["note"], row["secret_of_b"]) == ("both", "theirs"), "the other's time is nothing to it"


def test_what_rests_on_other_grounds_stays(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.owner.execute("insert into fraud_signal values (%s, %s, '10.0.0.1', now())", [ana, ana])
    assert [table.table for table in port_of(shop, "member", ana).tables] == ["member"]


def test_it_is_entered_as_what_it_is(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.port(because="moves on", actor="eve")
    (word,) = subject.history()
    assert (word.word, word.detail, word.actor) == ("port", {"form": "value", "because": "moves on"}, "eve")
    ((entry,),) = shop.owner.execute("select entry::jsonb from troth.ledger_entry order by id desc limit 1").fetchall()
    assert entry["what"] == "port" and str(ana) not in str(entry["detail"])


def test_another_service_gets_it_at_the_persons_request_alone(shop: Shop, tmp_path: Path) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    with pytest.raises(Refused, match="TR757"):
        subject.port_to(tmp_path / "port.json", hand_to="Other Shop", because="they asked")
    assert list(tmp_path.iterdir()) == [] and subject.history() == ()
    number = shop.troth.requests.open("port", kind="member", key=ana).id
    assert number is not None
    shop.troth.requests.verify(number, level="login", how="was logged in")
    subject.port_to(tmp_path / "port.json", hand_to="Other Shop", request=number)
    (word,) = [word for word in subject.access().standing[0].history if word.word == "port"]
    assert word.detail == {"form": "json", "handed_to": "Other Shop"}
    entries = shop.owner.execute('select entry from troth.ledger_entry where entry like \'%"what":"port"%\'').fetchall()
    assert '"handed":true' in entries[-1][0] and "Other Shop" not in entries[-1][0]
