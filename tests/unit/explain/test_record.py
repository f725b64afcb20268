"""The record of processing activities says what the two files say, in text, as data and as a page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from troth.checks import Declared, declare
from troth.cli import run
from troth.documents import read_document
from troth.explain.record import LIMITS, Record, record_of
from troth.explain.record_page import record_page

SOUND = Path(__file__).parents[1] / "checks"


@pytest.fixture
def declared() -> Declared:
    return declare(read_document(SOUND / "policy.yaml"), read_document(SOUND / "tables.yaml"))


@pytest.fixture
def record(declared: Declared) -> Record:
    return record_of(declared)


def test_every_purpose_is_an_activity_with_what_article_30_asks(record: Record) -> None:
    activities = {activity.purpose: activity for activity in record.activities}
    assert set(activities) >= {"account", "delivery", "bookkeeping", "newsletter", "advice"}
    delivery = activities["delivery"]
    assert delivery.says == "Send what was bought" and delivery.ground == "contract" and delivery.staff == ("packers",)
    (buyer,) = delivery.people
    assert (buyer.kind, buyer.says) == ("buyer", "People who buy instruments")
    assert buyer.categories == ("address", "contact.email", "contact.phone", "identity.name", "sale")
    assert delivery.kept == "30 days after sale delivered or sale cancelled, at most 2 years after sale made"
    assert activities["bookkeeping"].ground == "legal obligation (Federal fiscal code, section 132)"
    assert {person.kind for person in activities["bookkeeping"].people} == {"buyer", "maker"}
    assert activities["advice"].special == ("health.hearing",)
    assert activities["quarrels"].conditions == ("while quarrel open",)
    own = activities["accountability"]
    assert {person.kind for person in own.people} == {"buyer", "maker"} and "3 years" in own.kept


def test_transfers_are_named_with_their_safeguard(record: Record) -> None:
    (delivery,) = [activity for activity in record.activities if activity.purpose == "delivery"]
    receivers = {one.recipient: one for one in delivery.recipients}
    assert not receivers["carrier"].transfer and receivers["carrier"].ends == "until 2028-01-01"
    assert receivers["post_office"].transfer
    assert receivers["post_office"].safeguard == "standard contractual clauses"
    assert "(post_office: controller, US, protected by standard contractual clauses)" in str(record)


def test_the_controller_and_what_protects_are_in_it(record: Record) -> None:
    assert record.controller["name"] == "Second Strings" and "dpo" not in record.controller
    said = "\n".join(record.security)
    assert "old_shop reaches the tables beside that until 2027-03-01: the old application" in said
    assert "We review our security. (confirmed by security_officer)" in said


def test_it_is_text_data_and_a_page(record: Record) -> None:
    assert json.loads(json.dumps(record.to_json()))["activities"][0]["purpose"] == record.activities[0].purpose
    page = record_page(record)
    for activity in record.activities:
        assert activity.purpose in page and activity.purpose in str(record)
    assert "<script" not in page and page.endswith("</html>\n")


def test_people_read_words_and_where_the_record_ends(record: Record) -> None:
    for said in (str(record), record_page(record)):
        assert "Where a parcel goes (address)" in said
        assert LIMITS in said
    named = replace(record, controller={**record.controller, "dpo": "dpo@strings.example"})
    assert "data-protection officer" in str(named) and "data-protection officer" in record_page(named)


def test_what_every_purpose_sees_whole_is_in_it(declared: Declared) -> None:
    plain = [str(name) for name, table in declared.data_map.tables.items() if table.plain]
    assert plain and any("sees them whole" in said and plain[0] in said for said in record_of(declared).security)


def test_the_command_needs_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    for form, sign in (("text", "Record of processing activities: Second Strings"), ("json", '"activities"'),
                       ("html", "<!doctype html>")):  # fmt: skip
        assert run(["record", "--policy", str(SOUND), "--format", form]) == 0
        assert sign in capsys.readouterr().out
