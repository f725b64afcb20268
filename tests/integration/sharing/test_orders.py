"""Requests under law: a ground, a paper, a review, a second person, just the scope, and the word to the person."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from integration.company import Shop
from integration.sharing.overrides import exceptions_made
from troth.errors import Refused


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=rf"\[{code}\]")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    (tmp_path / "order.pdf").write_bytes(b"In the name of the people")
    return tmp_path / "order.pdf"


def received(shop: Shop, paper: Path | None, recipient: str = "police", **said: Any) -> int:
    given = {"authority": "Court of B", "reference": "7 C 12/26", "ground": "court_order", "statute": "Code, 142",
             "jurisdiction": "DE", "asks": "who ordered", "document": paper, "actor": "ina"}  # fmt: skip
    number = shop.troth.orders.receive(recipient, **(given | said)).id
    assert number is not None
    return number


def reviewed(shop: Shop, paper: Path, member: int, **said: Any) -> int:
    number = received(shop, paper)
    given = {"people": [("member", member)], "categories": ["contact.email"], "verified": "called the court",
             "because": "the order is in force", "actor": "rita"}  # fmt: skip
    shop.troth.orders.review(number, **(given | said))
    return number


def state(shop: Shop, number: int) -> str:
    return next(order.state for order in shop.troth.orders.all() if order.id == number)


def test_just_the_ordered_scope_leaves_by_two_people(shop: Shop, paper: Path, tmp_path: Path) -> None:
    member, _ = shop.sign_up(), shop.sign_up()
    number = reviewed(shop, paper, member)
    made = shop.troth.orders.release(number, because="ordered", to=tmp_path / "out.json", actor="otto")
    assert json.loads((tmp_path / "out.json").read_bytes())["tables"] == {
        "member": [{"member_id": member, "email": f"m{member}@example.org"}]
    }
    row = shop.owner.execute(
        "select recipient, ground, actor, second, people from troth.disclosure where id = %s", [made.id]
    ).fetchone()
    assert row == ("police", "court_order", "otto", "rita", 1)
    order = next(order for order in shop.troth.orders.all() if order.id == number)
    assert order.state == "released" and order.document and len(order.document) == 64
    assert [step.disclosure for step in order.steps] == [None, made.id]


@pytest.mark.parametrize(
    "wrong",
    [{"ground": "curiosity"}, {"jurisdiction": "FR"}, {"reference": " "}, {"statute": ""}, {"asks": ""},
     {"document": None}, {"document": Path("/nowhere/order.pdf")}],
    ids="-".join,
)  # fmt: skip
def test_without_ground_statute_country_reference_or_paper_it_is_not_taken_in(
    shop: Shop, paper: Path, wrong: dict[str, Any]
) -> None:
    with refused("TR790"):
        received(shop, paper, **wrong)


def test_a_private_party_may_come_without_a_paper_and_who_lists_categories_makes_no_requests(
    shop: Shop, paper: Path
) -> None:
    assert state(shop, received(shop, None, "opponent", ground="claim")) == "received"
    with refused("TR790"):
        received(shop, paper, "carrier")


@pytest.mark.parametrize(
    "unsaid", [{"categories": []}, {"verified": " "}, {"because": ""}], ids=lambda one: next(iter(one))
)
def test_a_review_says_what_is_due_who_asks_and_why(shop: Shop, paper: Path, unsaid: dict[str, Any]) -> None:
    with refused("TR791"):
        reviewed(shop, paper, shop.sign_up(), **unsaid)


def test_a_review_names_people_or_rows(shop: Shop, paper: Path) -> None:
    with refused("TR783"):
        reviewed(shop, paper, shop.sign_up(), people=[])


def test_nothing_leaves_before_the_review_nor_twice_nor_by_one_person_alone(shop: Shop, paper: Path) -> None:
    with refused("TR791"):
        shop.troth.orders.release(received(shop, paper), because="ordered", actor="otto")
    number = reviewed(shop, paper, shop.sign_up())
    with refused("TR791"):
        shop.troth.orders.release(number, because="ordered", actor="rita")
    shop.troth.orders.release(number, because="ordered", actor="otto")
    with refused("TR791"):
        shop.troth.orders.release(number, because="ordered", actor="otto")


def test_no_other_way_leads_to_who_orders(shop: Shop) -> None:
    with refused("TR780"):
        shop.troth.plan_disclosure("police", people=[("member", shop.sign_up())])


def test_the_person_is_told_before_the_case_is_closed(shop: Shop, paper: Path) -> None:
    number = reviewed(shop, paper, shop.sign_up())
    with refused("TR791"):
        shop.troth.orders.tell(number, how="a letter")
    shop.troth.orders.release(number, because="ordered", actor="otto")
    with refused("TR791"):
        shop.troth.orders.close(number, because="done")
    shop.troth.orders.tell(number, how="a letter")
    shop.troth.orders.close(number, because="done")
    assert state(shop, number) == "closed"


def test_a_dated_delay_forbids_the_word_until_its_end(shop: Shop, paper: Path) -> None:
    number, today = reviewed(shop, paper, shop.sign_up()), shop.owner.execute("select troth.today()").fetchone()
    assert today is not None
    with refused("TR791"):
        shop.troth.orders.release(number, because="ordered", actor="otto", delay=(today[0], " "))
    made = shop.troth.orders.release(number, because="ordered", actor="otto", delay=(today[0], "Code, 101"))
    with refused("TR791"):
        shop.troth.orders.tell(number, how="a letter")
    hidden = shop.owner.execute("select not_told_before from troth.disclosure where id = %s", [made.id]).fetchone()
    assert hidden == (today[0],)
    yesterday: date = today[0] - timedelta(days=1)
    shop.chief.execute(
        "update troth.legal_step set until = %s where request = %s and step = 'delayed'", [yesterday, number]
    )
    assert shop.troth.orders.tell(number, how="a letter").changed


def test_a_copy_does_not_tell_what_may_not_be_told_yet(shop: Shop, paper: Path) -> None:
    member = shop.sign_up()
    number, today = reviewed(shop, paper, member), shop.owner.execute("select troth.today()").fetchone()
    assert today is not None
    made = shop.troth.orders.release(number, because="ordered", actor="otto", delay=(today[0], "Code, 101"))
    assert not _told_in_copy(shop, member)
    yesterday = today[0] - timedelta(days=1)
    shop.chief.execute("update troth.disclosure set not_told_before = %s where id = %s", [yesterday, made.id])
    assert _told_in_copy(shop, member) == ["police"]


def _told_in_copy(shop: Shop, member: int) -> list[str]:
    copy = shop.troth.subject("member", member).access(because="a test")
    return [told.recipient for standing in copy.standing for told in standing.disclosures]


def test_a_request_is_refused_in_words(shop: Shop, paper: Path) -> None:
    number = received(shop, paper)
    with refused("TR791"):
        shop.troth.orders.refuse(number, because=" ")
    shop.troth.orders.refuse(number, because="the court is not competent")
    with refused("TR791"):
        shop.troth.orders.review(number, people=[("member", shop.sign_up())], categories=["contact.email"],
                                 verified="yes", because="after all")  # fmt: skip
    shop.troth.orders.close(number, because="refused")
    assert state(shop, number) == "closed"
    with refused("TR791"):
        shop.troth.orders.refuse(10**9, because="no such")


def test_every_step_is_in_the_ledger_and_names_nobody(shop: Shop, paper: Path) -> None:
    row = shop.owner.execute("select coalesce(max(id), 0) from troth.ledger_entry").fetchone()
    member = shop.sign_up()
    number = reviewed(shop, paper, member)
    shop.troth.orders.release(number, because="ordered", actor="otto")
    entries = shop.owner.execute("select entry from troth.ledger_entry where id > %s order by id", row).fetchall()
    told = [json.loads(text) for (text,) in entries]
    assert [each["what"] for each in told] == [
        "order received", "order reviewed", "disclosure", "disclosed", "order released",
    ]  # fmt: skip
    assert all(f"m{member}@" not in text for (text,) in entries)


def test_an_order_lifts_what_the_recipient_needs_only_on_a_ground_that_overrides_it(shop: Shop, paper: Path) -> None:
    member = shop.sign_up()
    scope = {"people": [("member", member)], "categories": ["contact.email"], "verified": "called"}
    before = len(exceptions_made(shop, "ministry"))
    asked = received(shop, paper, "ministry", ground="protect")
    shop.troth.orders.review(asked, **scope, because="may be", actor="rita")
    with refused("TR785"):
        shop.troth.orders.release(asked, because="asked", actor="otto")
    ordered = received(shop, paper, "ministry")
    assert "court_order" in str(shop.troth.orders.review(ordered, **scope, because="must be", actor="rita"))
    shop.troth.orders.release(ordered, because="ordered", actor="otto")
    counted = exceptions_made(shop, "ministry")[before:]
    assert {(each.need, each.kind, each.reference) for each in counted} == {
        (need, "court_order", "Court of B, 7 C 12/26") for need in ("approval: legal_team", "consent: surveys")
    }
