"""The notice at the point of collection: what the form takes there, why, who gets it, and what people can do."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from integration.collecting.club import MAP, POLICY
from integration.collecting.conftest import Club
from opening import SECRET, write_files
from troth.client import Troth
from troth.errors import Refused


def test_it_tells_what_the_gates_are_held_to(club: Club) -> None:
    basic, gold = club.troth.notice("joining", plan="basic"), club.troth.notice("joining", plan="gold")
    fields = {field.category: (field.how, field.without) for field in basic.fields}
    assert fields == {
        "identity.name": ("required", "this is not possible: Let people join"),
        "contact.email": ("required", "nobody could tell you when we meet"),
        "contact.phone": ("optional", "nothing else changes"),
        "identity.birth": ("required", "this is not possible: Let people join"),
    }
    assert {field.category: field.how for field in gold.fields}["contact.phone"] == "required"


def test_it_tells_every_purpose_recipient_and_right(club: Club) -> None:
    told = club.troth.notice("joining", plan="basic")
    assert [purpose.purpose for purpose in told.purposes] == [
        "sign_up",
        "care",
        "service",
        "letter",
        "invite",
        "survey",
    ]
    letter = told.purposes[3]
    assert (letter.ground, letter.until, letter.needs) == (
        "consent",
        "while the consent stands",
        ("your confirmation",),
    )
    assert told.purposes[2].needs == ("your agreement: The rules of the club",)
    (printer,) = told.recipients
    assert (printer.recipient, printer.receives, printer.protected_by) == ("printer", ("E-mail address",), None)
    assert told.controller["data-protection officer"] == "dpo@club.example"
    rights = {right.right for right in told.rights}
    assert {"access", "portability", "objection", "withdrawal", "complaint"} <= rights
    assert "human review" not in rights


def test_it_prints_for_people_and_for_programs(club: Club) -> None:
    told = club.troth.notice("joining", plan="gold")
    text = str(told)
    assert text.startswith("Join the club (plan gold)\n\nWho is responsible\n  controller: The Club (AT)\n")
    assert "What you must give\n  Full name (identity.name)\n" in text
    assert json.loads(json.dumps(told.to_json()))["fields"][0]["category"] == "identity.name"
    page = told.to_html()
    assert page.startswith("<!doctype html>") and "<dt>Telephone number</dt>" in page and "<script" not in page


def test_what_does_not_fit_is_refused(club: Club) -> None:
    for ask, code in (
        (lambda: club.troth.notice("join"), "TR666"),
        (lambda: club.troth.notice("joining", colour="red"), "TR667"),
        (lambda: club.troth.notice("joining", plan="iron"), "TR667"),
    ):
        with pytest.raises(Refused) as problem:
            ask()
        assert problem.value.findings[0].code == code


def test_it_asks_the_list_that_windows_ask(club: Club, tmp_path: Path) -> None:
    policy, data_map = copy.deepcopy(POLICY), copy.deepcopy(MAP)
    policy["forms"]["joining"]["takes"] |= {"contact.phone": "listed", "note": "listed"}
    data_map["tables"]["plan_field"] = "plain"
    data_map["forms"]["joining"]["list"] = {"table": "plan_field", "field": "field", "is": "takes"}
    folder = write_files(tmp_path / "privacy", policy, data_map)
    club.owner.execute(
        "create table plan_field (plan text, field text, takes text, primary key (plan, field));"
        "insert into plan_field values ('basic', 'contact.phone', 'required'), ('gold', 'note', 'never')"
    )
    try:
        with Troth(folder, club.troth.database, secret=SECRET, journal="") as troth:
            basic, gold, open_ = (troth.notice("joining", **case) for case in ({"plan": "basic"}, {"plan": "gold"}, {}))
    finally:
        club.owner.execute("drop table plan_field")
    assert {field.category: field.how for field in basic.fields}.get("contact.phone") == "required"
    assert "note" not in {field.category for field in basic.fields}
    assert {field.category: field.how for field in gold.fields}["contact.phone"] == "required"
    assert {field.category: field.how for field in open_.fields}["note"] == "listed"
