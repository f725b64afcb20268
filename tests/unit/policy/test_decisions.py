"""Values that a policy leaves open: what was decided takes its place, and what was not stops everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import Refused
from troth.policy import parse_policy
from troth.policy.collecting import Need

SOUND = (Path(__file__).parents[1] / "checks" / "policy.yaml").read_text("utf-8")


def with_decision(entry: str, **replaced: str) -> bytes:
    text = SOUND
    for old, new in replaced.items():
        assert text.count(f"{old}: ") == 1
        text = text.replace(f"{old}: 25", f"{old}: {new}")
    return f"{text}decide:\n  group: {entry}\n".encode()


def test_a_name_alone_keeps_the_type_of_its_value() -> None:
    policy = parse_policy(with_decision('{asks: "How small", value: 30}', smallest_group='"{group}"'))
    assert policy.recipients["researchers"].smallest_group == 30


def test_a_name_within_text_becomes_text_with_its_unit() -> None:
    text = SOUND.replace("keep: 180 days after signal seen", 'keep: "{signals} after signal seen"')
    text += "decide:\n  signals: {asks: 'How long', value: 6, unit: months}\n"
    assert str(parse_policy(text.encode()).purposes["fraud_prevention"].keep) == "6 months after signal seen"


def test_a_value_not_decided_stops_everything() -> None:
    with pytest.raises(Refused) as refused:
        parse_policy(with_decision('{asks: "How small a group may be"}', smallest_group='"{group}"'))
    (finding,) = refused.value.findings
    assert str(finding).splitlines()[:2] == [
        "[TR131] error: `group` is not decided: How small a group may be",
        "  where: policy.yaml:131:3",
    ]


def test_a_name_that_is_not_there_is_found_where_it_stands() -> None:
    with pytest.raises(Refused) as refused:
        parse_policy(with_decision('{asks: "How small", value: 30}', smallest_group='"{grup}"'))
    assert str(refused.value.findings[0]).splitlines() == [
        "[TR132] error: `{grup}` is not under `decide`",
        "  where: policy.yaml:115:5",
        "  why:   names in braces stand for values that were decided",
        "  hint:  did you mean `group`?",
    ]


def test_a_decision_of_the_wrong_sort_is_found_where_it_is_used() -> None:
    with pytest.raises(Refused) as refused:
        parse_policy(with_decision('{asks: "How small", value: few}', smallest_group='"{group}"'))
    assert [(finding.code, finding.where.line) for finding in refused.value.findings] == [("TR022", 115)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("consent", Need(kind="consent")),
        ("confirmed", Need(kind="confirmed")),
        ("agreement: terms", Need(kind="agreement", name="terms")),
        ("notice: current", Need(kind="notice")),
        ("notice: 2", Need(kind="notice", number=2)),
        ("approval: legal_team", Need(kind="approval", name="legal_team")),
        ("age: 18", Need(kind="age", number=18)),
    ],
)
def test_what_a_purpose_can_need(written: str, meant: Need) -> None:
    old = "    keep: 2 years after letter sent\n"
    policy = parse_policy(SOUND.replace(old, f"{old}    needs: [{written}]\n").encode())
    assert policy.purposes["archive_letters"].needs == (meant,)
    assert str(meant) == written


@pytest.mark.parametrize("written", ["age: 0", "age: old", "notice: soon", "agreement: 3", "patience", "age: true"])
def test_what_no_purpose_can_need(written: str) -> None:
    old = "    keep: 2 years after letter sent\n"
    with pytest.raises(Refused) as refused:
        parse_policy(SOUND.replace(old, f"{old}    needs: [{written}]\n").encode())
    assert "is not what a purpose can need" in refused.value.findings[0].message


def test_what_a_form_takes_depends_on_the_case_and_the_later_entry_wins() -> None:
    text = SOUND + (
        "forms:\n  sign_up:\n    says: Sign up\n    for: account\n"
        "    takes: {contact.email: required, contact.phone: optional}\n"
        "    when:\n"
        "      - {plan: [large, vast], takes: {contact.phone: required}}\n"
        "      - {country: US, takes: {contact.phone: never, address: optional}}\n"
        "    offered: [{plan: large}, {plan: vast, country: [AT, US]}]\n"
    )
    form = parse_policy(text.encode()).forms["sign_up"]
    assert form.taken({}) == {"contact.email": "required", "contact.phone": "optional"}
    assert form.taken({"plan": "vast", "country": "AT"})["contact.phone"] == "required"
    assert form.taken({"plan": "vast", "country": "US"}) == {"contact.email": "required", "address": "optional"}
    assert form.categories == ("contact.email", "contact.phone", "address")
    assert form.open_to({"plan": "large", "country": "FR"})
    assert not form.open_to({"plan": "vast", "country": "FR"})
