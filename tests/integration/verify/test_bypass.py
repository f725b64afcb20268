"""The `bypass:` lines of the data map: who is let past, until when, and what is said when the day has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from shops import Shop
from troth.checks.declared import Declared
from troth.findings import Level
from troth.tables.model import Bypass


def letting_past(shop: Shop, role: str, until: date) -> Declared:
    line = Bypass(role=role, because="Old reports", until=until)
    return replace(shop.declared, data_map=shop.declared.data_map.model_copy(update={"bypass": (line,)}))


def test_a_listed_role_is_no_finding_and_is_named_in_the_report(shop: Shop) -> None:
    shop.run("create role bi; grant select on member to bi")
    soon = date.today() + timedelta(days=2)
    report = shop.report(letting_past(shop, "bi", soon))
    assert not [finding for finding in report.findings if "bi" in finding.message]
    assert f"bi bypasses, until {soon}: Old reports." in str(report)
    assert report.to_json()["speaks_of"]["bypass"][0]["over"] is False  # type: ignore[index]
    shop.run("revoke select on member from bi")


def test_an_overdue_bypass_is_an_error_until_its_rights_are_gone(shop: Shop) -> None:
    shop.run("create role old_bi; grant select on member, orders to old_bi")
    declared = letting_past(shop, "old_bi", date(2026, 1, 31))
    (found,) = [finding for finding in shop.report(declared).findings if finding.code == "TR522"]
    assert found.message == "the bypass of `old_bi` ended on 2026-01-31; it still reaches personal tables"
    assert found.level is Level.ERROR

    shop.run(found.hint)
    (found,) = [finding for finding in shop.report(declared).findings if finding.code == "TR522"]
    assert found.message == "the bypass of `old_bi` ended on 2026-01-31; it reaches no personal table any longer"
    assert found.level is Level.WARNING
    assert shop.report(declared).sound


def test_a_bypass_of_nobody_is_a_warning(shop: Shop) -> None:
    shop.run("create role reporting")
    report = shop.report(letting_past(shop, "reportng", date(2999, 1, 1)))
    (found,) = [finding for finding in report.findings if finding.code == "TR523"]
    assert found.message == "there is no role `reportng`"
    assert found.level is Level.WARNING
    assert "did you mean `reporting`?" in found.hint
