# ruff: noqa: E501
"""The kinds that look at the catalogue and at the policy: each kept on a sound system, and broken by what it looks for."""

from __future__ import annotations

from typing import Any

import pytest

from proving import Proven
from troth.journal import behind
from troth.verify.evidence import Status

SOUND: list[dict[str, Any]] = [
    {"access": "everything"},
    {"purpose": "newsletter"},
    {"purpose": "bookkeeping"},
    {"only": {"bases": ["contract", "legal_obligation", "consent"], "of": "address.shipping"}},
    {"only": {"purposes": ["fraud_prevention"], "of": "device.ip"}},
    {"only": {"recipients": ["carrier"], "of": "identity.name"}},
    {"only": {"recipients": "none", "of": "device.ip"}},
    {"only": {"categories": ["identity.*", "contact.*", "address.*", "order", "device.ip", "message"]}},
    {"never": "special"},
    {"never": {"categories": ["health", "payment"]}},
    {"recipient": "carrier"},
    {"agreement": "carrier"},
    {"safeguard": "everyone"},
    {"version": "in force"},
    {"contact": "controller"},
    {"unmapped": "nothing"},
    {"enforced": "everything"},
    {"staff": "logistics"},
    {"staff": {"staff": ["logistics"], "purposes": ["fulfilment"]}},
    {"logins": "safe"},
    {"restore": "noticed"},
    {"collection": "contact.phone"},
]


@pytest.mark.parametrize("kept_by", SOUND, ids=str)
def test_kept(proven: Proven, kept_by: dict[str, Any]) -> None:
    check = proven.check(kept_by)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert check.evidence


BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"purpose": "newsletter"}, "alter policy k7tracks_sees_newsletter_select on member using (true)", "rows are shown without asking for a consent"),
    ({"purpose": "newsletter"}, "create view for_newsletter.more as select 1 as one", "not as compiled: more"),
    ({"purpose": "newsletter"}, "grant select (phone) on member to k7tracks_sees_newsletter", "grant SELECT on table public.member.phone"),
    ({"purpose": "bookkeeping"}, "grant delete on member to k7tracks_sees_bookkeeping", "grant DELETE"),
    ({"purpose": "bookkeeping"}, "alter table orders disable row level security", "row security public.orders is not on"),
    ({"only": {"purposes": ["fraud_prevention"], "of": "device.ip"}}, "create view for_support.fraud_signal as select ip from fraud_signal; grant select on for_support.fraud_signal to k7tracks_for_support", "also seen by support"),
    ({"only": {"recipients": "none", "of": "identity.name"}}, "select 1", "also seen by carrier"),
    ({"only": {"recipients": "none", "of": "device.ip"}}, "insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version) values ('x', 'x', 'ana', 'DE', '[\"device.ip\"]', 1, 1, '', 3)", "it left in 1 releases"),
    ({"only": {"purposes": ["fulfilment"], "of": "device.ip"}}, "select 1", "also seen by fraud_prevention"),
    ({"only": {"recipients": ["advertiser"], "of": "identity.name"}}, "select 1", "also seen by carrier"),
    ({"only": {"bases": ["legal_obligation"], "of": "device.ip"}}, "select 1", "also seen on another basis: fraud_prevention"),
    ({"only": {"categories": ["identity.*"]}}, "select 1", "also held: "),
    ({"never": {"categories": ["device"]}}, "select 1", "held in fraud_signal.ip"),
    ({"never": {"categories": ["device"]}}, "select 1", "used by fraud_prevention"),
    ({"recipient": "carrier"}, "alter role k7tracks_to_carrier login", "can be logged in to"),
    ({"recipient": "carrier"}, "create role ana login in role k7tracks_to_carrier", "may be become by ana"),
    ({"recipient": "carrier"}, "create view to_carrier.extra as select email from member", "it is shown extra.email"),
    ({"recipient": "carrier"}, "alter policy k7tracks_shows_carrier_select on member using (true)", "its window does not end on 2027-01-01"),
    ({"version": "in force"}, "insert into troth.deployment (policy, prefix, version, policy_file, tables_file) values ('k7tracks', 'k7tracks', 9, '', '')", "version 9 was applied last"),
    ({"version": "in force"}, "update troth.deployment set policy_file = policy_file || ' '", "its text is not the one in the ledger"),
    ({"version": "in force"}, "drop view for_support.message", "objects are not as it compiles to"),
    ({"contact": "dpo"}, "select 1", "the dpo is not named"),
    ({"contact": "controller"}, "update troth.deployment set policy_file = ''", "the version in force does not say so"),
    ({"unmapped": "nothing"}, "alter table member add shoe_size int", "without a meaning: member.shoe_size"),
    ({"unmapped": "nothing"}, "create table secret_notes (note text)", "without a meaning: secret_notes.note"),
    ({"enforced": "everything"}, "create role bi; grant select on member to bi", "other ways in"),
    ({"enforced": "everything"}, "grant select on orders to k7tracks_for_newsletter", "k7tracks_for_newsletter on orders was let in"),
    ({"staff": "logistics"}, "grant k7tracks_for_newsletter to k7tracks_by_logistics", "reaches more than it may: k7tracks_for_newsletter"),
    ({"staff": "logistics"}, "grant usage on schema for_support to k7tracks_by_logistics; grant select on for_support.member to k7tracks_by_logistics", "without a purpose it reads"),
    ({"logins": "safe"}, "alter role k7tracks_for_support createrole", "with powers: k7tracks_for_support"),
    ({"logins": "safe"}, "create role ana login in role k7tracks_for_support", "ana may become k7tracks_for_support"),
    ({"logins": "safe"}, "set local password_encryption = 'md5'", "stored as md5"),
    ({"collection": "contact.phone"}, "create role form; grant insert (phone) on member to form", "form (member.phone)"),
    ({"collection": {"category": ["contact.phone"], "purposes": ["support"]}}, "select 1", "also taken for"),
]  # fmt: skip


@pytest.mark.parametrize(("kept_by", "breaking", "says"), BROKEN, ids=lambda value: str(value)[:60])
def test_broken(proven: Proven, kept_by: dict[str, Any], breaking: str, says: str) -> None:
    check = proven.check(kept_by, breaking)
    assert check.status is Status.BROKEN, (check.evidence, check.missing)
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence


UNPROVED: list[dict[str, Any]] = [
    {"access": "device.none"},
    {"only": {"purposes": ["support"], "of": "device.none"}},
    {"collection": "device.ip"},
    {"encryption": "connections"},
]


@pytest.mark.parametrize("kept_by", UNPROVED, ids=str)
def test_unproved(proven: Proven, kept_by: dict[str, Any]) -> None:
    check = proven.check(kept_by)
    assert check.status is Status.UNPROVED, (check.evidence, check.missing)
    assert check.missing


RECORDED = (
    "insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version)"
    " values ('a stranger', 'x', 'ana', 'DE', '[]', 1, 1, '', 3)"
)


def test_a_restore_that_nobody_notices(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "_older", lambda where: None)
    check = proven.check({"restore": "noticed"})
    assert [each.says for each in check.evidence if not each.kept] == ["one that has forgotten a deed is not noticed"]


def test_what_leaves(proven: Proven) -> None:
    assert proven.check({"never": "sale"}).status is Status.KEPT
    assert proven.check({"never": "recipients"}).status is Status.KEPT
    check = proven.check({"never": "sale"}, RECORDED)
    assert check.status is Status.BROKEN
    assert check.evidence[-1].says == "disclosed: 1 to a stranger"


def test_counts_alone(proven: Proven) -> None:
    asked = {"only": {"aggregates": ["advertiser"]}}
    assert proven.check(asked).status is Status.KEPT
    check = proven.check(asked, "create view to_advertiser.people as select email from member")
    assert check.status is Status.BROKEN
    assert "`advertiser` also sees people" in check.evidence[0].says
    check = proven.check(asked, "grant select on member to k7tracks_to_advertiser")
    assert "`advertiser` also sees member" in check.evidence[0].says
