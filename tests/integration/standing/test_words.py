"""What each word about a person does to what the windows show of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from integration.company import Shop
from troth.errors import Refused


def refused(problem: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.code for finding in problem.value.findings]


def test_consent_opens_a_window_and_withdrawal_shuts_it(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    assert not shop.sees("newsletter", ana)
    assert subject.consent("newsletter", evidence={"wording": "Yes, write to me", "version": 3}).changed
    assert shop.sees("newsletter", ana)
    assert subject.withdraw("newsletter").changed
    assert not shop.sees("newsletter", ana)


def test_a_second_consent_counts_from_now_and_a_second_withdrawal_is_no_mistake(shop: Shop) -> None:
    subject = shop.troth.subject("member", shop.sign_up())
    subject.consent("newsletter")
    first = subject.standing().consents["newsletter"]
    again = subject.consent("newsletter")
    assert not again.changed and "again" in str(again)
    assert subject.standing().consents["newsletter"] > first
    subject.withdraw("newsletter")
    second = subject.withdraw("newsletter")
    assert not second.changed and "had no consent" in str(second)
    assert [word.word for word in subject.history()] == ["consent", "consent", "withdraw", "withdraw"]


def test_history_says_who_what_and_under_which_policy(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.consent("newsletter", evidence={"channel": "footer"}, actor="ana")
    (word,) = subject.history()
    assert (word.word, word.purpose, word.actor) == ("consent", "newsletter", "ana")
    assert word.detail == {"evidence": {"channel": "footer"}}
    assert word.policy_version == shop.troth.files.declared.policy.version
    assert word.login == "k7tracks_desk"
    assert abs(datetime.now(UTC) - word.at) < timedelta(minutes=5)


def test_objection_ends_a_purpose_until_it_begins_again(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.owner.execute("insert into fraud_signal values (%s, %s, '10.0.0.1', now())", [ana, ana])
    subject = shop.troth.subject("member", ana)
    assert shop.sees("fraud_prevention", ana)
    subject.object("fraud_prevention", because="I do not like it")
    assert not shop.sees("fraud_prevention", ana)
    assert subject.standing().ended == ("fraud_prevention",)
    assert not subject.object("fraud_prevention").changed
    assert subject.begin("fraud_prevention").changed
    assert shop.sees("fraud_prevention", ana)
    assert not subject.begin("fraud_prevention").changed


def test_an_objection_to_be_balanced_hides_until_it_is_answered(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana)
    subject = shop.troth.subject("member", ana)
    assert shop.sees_order("statistics", order)
    subject.object("statistics")
    assert subject.standing().pending == ("statistics",)
    assert not shop.sees_order("statistics", order)
    subject.refuse("statistics", because="the law on counterfeits asks for it")
    assert shop.sees_order("statistics", order)
    subject.object("statistics")
    subject.uphold("statistics")
    assert not shop.sees_order("statistics", order)
    standing = subject.standing()
    assert (standing.pending, standing.ended) == ((), ("statistics",))


def test_an_objection_to_direct_marketing_ends_all_of_it_for_good(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.consent("newsletter")
    assert shop.sees("offers", ana) and shop.sees("newsletter", ana)
    subject.object("newsletter")
    assert not shop.sees("offers", ana) and not shop.sees("newsletter", ana)
    assert [word.word for word in subject.history()] == ["consent", "object", "withdraw", "end"]
    with pytest.raises(Refused) as problem:
        subject.begin("offers")
    assert refused(problem) == ["TR708"]
    assert not shop.sees("offers", ana)
    subject.consent("offers")
    assert shop.sees("offers", ana) and not shop.sees("newsletter", ana)
    assert not subject.standing().ended


def test_a_restriction_hides_from_all_but_what_is_kept_open(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana)
    subject = shop.troth.subject("member", ana)
    number = subject.restrict("accuracy", because="the address is wrong").id
    for purpose in ("account", "fulfilment", "offers"):
        assert not shop.sees(purpose, ana)
    assert shop.sees("defence", ana) and shop.sees_order("defence", order)
    assert not subject.restrict("accuracy").changed
    assert subject.lift(number).changed
    assert shop.sees("account", ana)
    assert not subject.lift().changed
    detail = [word.detail for word in subject.history() if word.word == "restrict"]
    assert detail[0]["because"] == "the address is wrong"


def test_restrictions_of_purposes_and_categories_reach_no_further(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana)
    subject = shop.troth.subject("member", ana)
    subject.restrict("claims", purposes=["account"])
    assert not shop.sees("account", ana) and shop.sees("fulfilment", ana)
    subject.lift()
    subject.restrict("accuracy", categories=["address.shipping"])
    assert not shop.sees_order("fulfilment", order)
    assert shop.sees_order("bookkeeping", order) and shop.sees("fulfilment", ana)
    subject.lift()
    assert shop.sees_order("fulfilment", order)


def test_a_restriction_of_one_row(shop: Shop) -> None:
    ana = shop.sign_up()
    order, other = shop.order(ana), shop.order(ana)
    subject = shop.troth.subject("member", ana)
    number = subject.restrict("accuracy", row=("orders", str(order))).id
    assert not shop.sees_order("bookkeeping", order) and shop.sees_order("bookkeeping", other)
    assert shop.sees_order("defence", order)
    (restriction,) = subject.standing().restrictions
    assert restriction.scope.row == ("orders", (order,))
    assert not subject.restrict("accuracy", row=("orders", order)).changed
    subject.lift(number)
    assert shop.sees_order("bookkeeping", order)


def test_a_restriction_ends_by_itself(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.restrict("accuracy", until=datetime.now(UTC) - timedelta(seconds=1))
    assert shop.sees("account", ana) and not subject.standing().restrictions
    subject.restrict("accuracy", until=datetime.now(UTC) + timedelta(hours=1))
    assert not shop.sees("account", ana)


def test_a_consent_opens_its_purpose_in_spite_of_an_earlier_restriction(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.consent("newsletter")
    subject.restrict("accuracy")
    subject.restrict("claims", categories=["contact.email"])
    assert not shop.sees("newsletter", ana)
    subject.consent("newsletter")
    assert shop.sees("newsletter", ana)
    assert not shop.sees("account", ana)
    subject.restrict("unlawful")
    assert not shop.sees("newsletter", ana)


def test_holds_stand_until_they_are_released(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana)
    subject = shop.troth.subject("member", ana)
    first = subject.hold(["order"], because="a claim of 3 May", ground="claims")
    second = subject.hold(["order"], because="the same", ground="law", row=("orders", str(order)))
    by_person, by_row = subject.standing().holds
    assert (by_person.id, by_person.row, by_row.row) == (first.id, None, ("orders", (order,)))
    assert not shop.troth.subject("member", shop.sign_up()).standing().holds
    assert first.id and second.id
    subject.release(first.id, because="settled")
    shop.troth.release(second.id)
    assert not subject.standing().holds
    assert [word.word for word in subject.history()] == ["hold", "hold", "release", "release"]


def test_ten_thousand_consents_at_once(shop: Shop) -> None:
    keys = list(range(500_001, 510_001))
    shop.owner.execute(
        "insert into member (member_id, full_name) overriding system value select n, 'x' from unnest(%s) n", [keys]
    )
    outcome = shop.troth.consent_many("member", keys, "newsletter", evidence={"import": "2026"})
    assert outcome.people == 10_000
    with shop.troth.purpose("newsletter") as db:
        (count,) = db.execute("select count(*) from member where member_id > 500000").fetchone() or (0,)
    assert count == 10_000
    with pytest.raises(Refused) as problem:
        shop.troth.consent_many("member", [*keys, 999_999], "surveys")
    assert refused(problem) == ["TR701"] and "999999" in str(problem.value)
    assert not shop.troth.subject("member", keys[0]).standing().consents.keys() & {"surveys"}


def test_what_is_not_possible_says_what_is(shop: Shop) -> None:
    subject = shop.troth.subject("member", shop.sign_up())
    for word, purpose, code, hint in (
        (subject.withdraw, "offers", "TR705", "object"),
        (subject.withdraw, "account", "TR705", "contract"),
        (subject.consent, "account", "TR705", "begin"),
        (subject.object, "surveys", "TR706", "withdraw"),
        (subject.object, "bookkeeping", "TR706", "period"),
        (subject.begin, "surveys", "TR708", "consent"),
        (subject.uphold, "statistics", "TR707", "standing"),
        (subject.consent, "newsleter", "TR704", "newsletter"),
    ):
        with pytest.raises(Refused) as problem:
            word(purpose)
        (finding,) = problem.value.findings
        assert (finding.code, hint in finding.hint) == (code, True), str(finding)


def test_mistakes_in_restrictions_and_holds(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    with pytest.raises(Refused) as problem:
        subject.restrict("accurracy", purposes=["acount", "defence"], categories=["contact.mail"])
    assert refused(problem) == ["TR709"] * 5
    with pytest.raises(Refused) as problem:
        subject.restrict("accuracy", row=("message", 1))
    assert refused(problem) == ["TR710"] and "restrict_rows: true" in str(problem.value)
    for table, key, code in (("orders", 987_654, "TR710"), ("orders", "x", "TR702"), ("order", 1, "TR710"),
                             ("listing_category", 1, "TR710")):  # fmt: skip
        with pytest.raises(Refused) as problem:
            subject.hold(["order"], because="x", ground="law", row=(table, key))
        assert refused(problem) == [code]
    with pytest.raises(Refused) as problem:
        subject.hold(["ordr"], because=" ", ground="fun")
    assert refused(problem) == ["TR712"] * 3
    for word in (subject.lift, subject.release, shop.troth.release):
        with pytest.raises(Refused) as problem:
            word(424_242)
        assert refused(problem) == ["TR713"]
    with pytest.raises(Refused) as problem:
        subject.refuse("statistics", because="")
    assert refused(problem) == ["TR714"]
    assert not subject.history()


@pytest.mark.parametrize("key", ["nobody", (1, 2), None, 2**70, True])
def test_keys_that_do_not_fit(shop: Shop, key: object) -> None:
    with pytest.raises(Refused) as problem:
        shop.troth.subject("member", key).consent("newsletter")
    assert refused(problem) == ["TR702"] and "member_id bigint" in str(problem.value)


def test_people_who_are_not_there(shop: Shop) -> None:
    with pytest.raises(Refused) as problem:
        shop.troth.subject("member", 777_777).consent("newsletter")
    assert refused(problem) == ["TR701"]
    with pytest.raises(Refused) as problem:
        shop.troth.subject("membr", 1)
    assert refused(problem) == ["TR703"] and "`member`" in str(problem.value)
