"""Standing that no longer fits itself or the policy."""

from __future__ import annotations

from shops import Shop
from troth.findings import Finding, Level


def found(shop: Shop, code: str) -> list[Finding]:
    return [finding for finding in shop.report().findings if finding.code == code]


def test_a_restriction_that_hides_nothing_is_found_and_mended(shop: Shop) -> None:
    shop.run("insert into troth.restriction_member (subject, ground, scope) values (1, 'accuracy', '{}')")
    (finding,) = found(shop, "TR550")
    assert finding.message == "1 restrictions of members hide more or less than they say"
    shop.run(finding.hint)
    assert not found(shop, "TR550")

    shop.run("delete from troth.hidden_member where scope = 'support'")
    (finding,) = found(shop, "TR550")
    shop.run(finding.hint)
    assert not found(shop, "TR550")


def test_what_is_hidden_for_a_restriction_that_is_not_there(shop: Shop) -> None:
    shop.run(
        "insert into troth.hidden_member (subject, scope, cause, reference) values (2, 'support', 'restriction', 99)"
    )
    (finding,) = found(shop, "TR550")
    assert finding.message == "1 rows hide members for a restriction that is not there"
    assert finding.level is Level.ERROR
    shop.run(finding.hint)
    assert not found(shop, "TR550")


def test_consents_to_a_purpose_that_is_gone_are_counted(shop: Shop) -> None:
    shop.run("insert into troth.consent_member values (1, 'prize_draw', now()), (2, 'prize_draw', now())")
    shop.run("insert into troth.hidden_member (subject, scope, cause, reference) values (2, 'prize_draw', 'ended', 0)")
    said = {finding.message: finding for finding in found(shop, "TR551")}
    assert set(said) == {
        "2 consents of members are for `prize_draw`, which the policy does not have",
        "1 endings, objections or restrictions of members are for `prize_draw`, which the policy does not have",
    }
    assert {finding.level for finding in said.values()} == {Level.NOTE}
    for finding in said.values():
        shop.run(finding.hint)
    assert not found(shop, "TR551")
