"""A login in wrong hands: whose data lay within its reach, what cannot be known, and the 72 hours from then on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from integration.company import Command, Shop
from troth.errors import Refused
from troth.verify.breaches.breach import BreachReport


def looked(shop: Shop, role: str, hours: float = 5) -> BreachReport:
    now = datetime.now(UTC) - timedelta(minutes=1)
    return shop.troth.breaches.look(role, now - timedelta(hours=hours), now)


def counted(report: BreachReport) -> dict[str, tuple[int, int]]:
    return {count.category: (count.seen, count.held) for count in report.counts}


@pytest.fixture(scope="module")
def people(shop: Shop) -> tuple[int, int, int]:
    """Three members: the first has two orders and subscribes, the second once did, the third has no phone."""
    ana, ben, cleo = shop.sign_up(), shop.sign_up(), shop.sign_up()
    shop.order(ana)
    shop.order(ana, ben)
    shop.owner.execute("update member set phone = null where member_id = %s", [cleo])
    shop.troth.subject("member", ana).consent("newsletter")
    shop.troth.subject("member", ben).consent("newsletter")
    shop.troth.subject("member", ben).withdraw("newsletter")
    return ana, ben, cleo


def test_a_window_reaches_what_it_shows_and_whom_it_could_have_shown(shop: Shop, people: tuple[int, int, int]) -> None:
    report = looked(shop, "k7tracks_for_newsletter")
    assert (report.windows, report.tables, report.unbound, report.standing) == (("newsletter",), (), False, False)
    assert counted(report) == {"": (1, 3), "contact.email": (1, 3), "identity.name": (1, 3)}
    said = str(report)
    assert "member, contact.email: 1 people can be seen now, 3 if any moment between is taken" in said
    assert "1 by withdraw" in said and "only the server's own log can tell" in said
    assert "seen whole: listing_category" in said


def test_the_people_of_a_row_are_counted_once_each(shop: Shop, people: tuple[int, int, int]) -> None:
    """The total of two orders is Ana's twice and Ben's once; the address is the buyer's alone."""
    figures = counted(looked(shop, "k7tracks_for_fulfilment"))
    assert figures["order"] == (2, 2)
    assert figures["address.shipping"] == (1, 1)


def test_the_gate_reaches_every_window_and_the_desk_what_people_said(shop: Shop, people: tuple[int, int, int]) -> None:
    gate = looked(shop, "k7tracks_gate")
    assert set(gate.windows) == set(shop.troth.files.declared.policy.purposes)
    assert counted(gate)["contact.phone"] == (2, 2) and counted(gate)[""] == (3, 3)
    desk = looked(shop, "k7tracks_desk")
    assert (desk.windows, desk.counts, desk.standing) == ((), (), True)
    assert "could reach no personal data" in str(desk) and "consents, objections" in str(desk)


def test_a_login_beside_the_windows_reaches_every_row_of_the_columns_it_was_given(
    shop: Shop, people: tuple[int, int, int]
) -> None:
    shop.chief.execute("create role bi login; grant select (email) on member to bi")
    shop.chief.execute("create role boss login in role bi")
    try:
        report = looked(shop, "boss")
        assert (report.windows, report.tables) == ((), ("member",))
        assert counted(report) == {"": (3, 3), "contact.email": (3, 3)}
    finally:
        shop.chief.execute("drop owned by bi; drop role boss; drop role bi")


def test_owners_and_superusers_reach_everything(shop: Shop, people: tuple[int, int, int]) -> None:
    for role in (shop.database.owner, "postgres"):
        report = looked(shop, role)
        assert report.unbound and counted(report)["contact.email"] == (3, 3)
        assert {"member", "orders", "fraud_signal"} <= set(report.tables)


def test_a_role_that_is_not_there_and_moments_in_no_order(shop: Shop) -> None:
    with pytest.raises(Refused, match="did you mean `k7tracks_for_newsletter`"):
        looked(shop, "k7tracks_for_newsleter")
    with pytest.raises(Refused, match="TR778"):
        looked(shop, "k7tracks_gate", hours=-1)


def test_the_authority_is_told_within_72_hours(shop: Shop) -> None:
    breaches = shop.troth.breaches
    report = looked(shop, "k7tracks_gate")
    known = datetime.now(UTC) - timedelta(hours=73)
    late = breaches.record(report, because="a laptop was stolen", known=known, actor="ben").id
    soon = breaches.record(report, because="a password in a log", actor="ben").id
    assert late is not None and soon is not None
    stored = {breach.id: breach for breach in breaches.list()}
    assert stored[late].due_at == known + timedelta(hours=72) and stored[late].overdue
    assert not stored[soon].overdue and stored[soon].reach["role"] == "k7tracks_gate"
    found = [finding for finding in shop.troth.verify().findings if finding.code == "TR777"]
    assert [f"breach {late}" in finding.message for finding in found] == [True]
    with pytest.raises(Refused, match="TR778"):
        breaches.told(late, how=" ")
    with pytest.raises(Refused, match="TR778"):
        breaches.told(999_999, how="by form")
    for number in (late, soon):
        breaches.told(number, how="form 4711", actor="ben")
    assert not [finding for finding in shop.troth.verify().findings if finding.code == "TR777"]


def test_the_command_looks_records_lists_and_takes_down(
    shop: Shop, troth: Command, people: tuple[int, int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("breach", "--role", "k7tracks_for_newsletter", "--from", "2026-05-01T08:00", "--to", "2026-05-03")
    assert troth(*asked, "--look", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["start"].startswith("2026-05-01 08:00:00+02:00")
    assert troth(*asked) == 1
    assert "--because" in capsys.readouterr().err
    assert troth(*asked, "--because", "a password in a log", "--yes") == 2
    number = int(capsys.readouterr().out.rsplit("breach ", 1)[1].split(":")[0])
    assert troth("breach", "--list") == 2
    assert "is to be told by" in capsys.readouterr().out
    assert troth("breach", "--told", number, "--how", "form 4711") == 0
    capsys.readouterr()
    assert troth("breach", "--list", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)[-1]["told"] == "form 4711"
    assert troth("breach") == 1
