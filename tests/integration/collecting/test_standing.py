"""What people agree to, confirm and are told, what is refused in words, and what is written down of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integration.collecting.conftest import Club
from troth.adopt.consent_import import apply_import, import_consents
from troth.errors import Refused
from troth.explain import PersonExplanation


def refused(problem: pytest.ExceptionInfo[Refused]) -> str:
    (finding,) = problem.value.findings
    return finding.code


def test_no_service_before_the_version_in_force_is_accepted(club: Club) -> None:
    member = club.join()
    person = club.troth.subject("member", member)
    assert not club.sees("service", member)
    person.agree("terms", version=2)
    assert not club.sees("service", member)
    assert str(person.agree("terms", evidence={"form": "joining"})) == f"member {member} agrees to terms, version 3"
    assert club.sees("service", member)
    assert person.agree("terms", version=1).changed is False
    assert club.sees("service", member)
    assert person.disagree("terms").changed
    assert not club.sees("service", member)
    assert club.sees("care", member)


def test_a_consent_counts_once_it_is_confirmed_and_no_longer_when_it_was_withdrawn(club: Club) -> None:
    member = club.join()
    person = club.troth.subject("member", member)
    with pytest.raises(Refused) as problem:
        person.confirm("letter")
    assert refused(problem) == "TR662"
    person.consent("letter")
    assert not club.sees("letter", member)
    person.confirm("letter", evidence={"link": "in the mail"})
    assert club.sees("letter", member)
    person.withdraw("letter")
    person.consent("letter")
    assert not club.sees("letter", member)


def test_below_the_age_of_consent_a_guardian_consents(club: Club) -> None:
    child, adult, unknown = club.join(born="2012-01-01"), club.join(), club.join(born=None)
    with pytest.raises(Refused) as problem:
        club.troth.consent_many("member", [adult, child], "letter")
    assert refused(problem) == "TR664"
    assert str(child) in problem.value.findings[0].message
    club.troth.consent_many("member", [adult, unknown], "letter")
    person = club.troth.subject("member", child)
    person.consent("letter", guardian="their mother, by phone")
    assert person.history()[-1].detail["guardian"] == "their mother, by phone"
    entry = club.chief.execute("select entry from troth.ledger_entry order by id desc limit 1").fetchone()
    assert entry is not None and '"by_guardian":true' in entry[0] and "mother" not in entry[0]


def test_what_does_not_fit_is_refused(club: Club) -> None:
    person = club.troth.subject("member", club.join())
    for say, code in (
        (lambda: person.agree("term"), "TR660"),
        (lambda: person.agree("terms", version=4), "TR661"),
        (lambda: person.notified(3), "TR661"),
        (lambda: person.confirm("service"), "TR662"),
        (lambda: person.approve("service", role="board", because="why not"), "TR663"),
    ):
        with pytest.raises(Refused) as problem:
            say()
        assert refused(problem) == code


def test_nothing_begins_for_a_child_who_was_found(club: Club) -> None:
    member = club.join()
    person = club.troth.subject("member", member)
    person.consent("letter")
    person.confirm("letter")
    assert person.child_found(because="a teacher wrote").changed
    assert person.standing().child and person.standing().consents == {}
    assert not any(club.sees(purpose, member) for purpose in ("care", "letter", "sign_up"))
    for say in (lambda: person.consent("letter"), lambda: person.agree("terms"), lambda: person.begin("care")):
        with pytest.raises(Refused) as problem:
            say()
        assert refused(problem) == "TR665"
    club.troth.apply(club.troth.plan())
    assert not club.sees("care", member)
    person.no_child(because="another child of that name")
    assert club.sees("care", member) and not club.sees("letter", member)
    words = [word.word for word in person.history()]
    assert words == ["consent", "confirm", "child", "withdraw", "mistaken"]


def test_explain_says_what_is_missing(club: Club) -> None:
    member = club.join()
    person = club.troth.subject("member", member)
    assert explained(club, member, "service") == "it needs agreement: terms"
    person.consent("letter")
    assert explained(club, member, "letter") == "it needs confirmed"
    person.agree("terms")
    assert explained(club, member, "service") == "its ground stands"
    person.child_found(because="a teacher wrote")
    assert explained(club, member, "care") == "the person was found to be a child"


def explained(club: Club, member: int, purpose: str) -> str:
    said = club.troth.explain("member", member)
    assert isinstance(said, PersonExplanation)
    return said.purpose(purpose).why


def test_standing_prints_what_was_agreed(club: Club) -> None:
    person = club.troth.subject("member", club.join())
    person.agree("terms")
    person.notified()
    assert str(person.standing()) == "agreement terms, version 3\nnotice, version 2"
    assert person.history()[0].at <= datetime.now(UTC)


def test_an_import_brings_no_consent_of_somebody_too_young(club: Club) -> None:
    child, guarded, adult = club.join(born="2012-01-01"), club.join(born="2012-01-01"), club.join()
    query = (
        f"select member_id, case member_id when {guarded} then 'Eva' end as guardian from member"
        f" where member_id in ({child}, {guarded}, {adult})"
    )
    plan = import_consents(club.owner, club.troth.compiled(), kind="member", purpose="letter", query=query)
    assert (plan.new, plan.young) == (2, 1)
    assert str(plan).endswith(" 1 people are too young.")
    assert apply_import(club.owner, club.troth.compiled(), plan, actor="test") == 2
    consenting = club.chief.execute("select subject from troth.consent_member where subject >= %s", [child]).fetchall()
    assert {row[0] for row in consenting} == {guarded, adult}
