"""A request and what is done for it: together or not at all, for that person alone, and when the person is gone."""

from __future__ import annotations

import pytest

from integration.company import Shop
from integration.requests.asking import codes, verified
from troth.errors import Refused
from troth.standing.forgetting import forget_what_is_over

# -- a deed and its request ------------------------------------------------------------------------------------------


def test_a_deed_and_its_request_are_committed_together(shop: Shop) -> None:
    ana, number = verified(shop)
    carry_out = shop.troth.requests.carrying_out(number, asks="erase", kind="member", key=str(ana))
    with shop.troth.owner() as owner, pytest.raises(ZeroDivisionError), owner.transaction():
        carry_out(owner)
        owner.execute("delete from member where member_id = %s", [ana])
        raise ZeroDivisionError
    assert shop.troth.requests.get(number).state == "verified"
    with shop.troth.owner() as owner, owner.transaction():
        carry_out(owner)
        owner.execute("delete from member where member_id = %s", [ana])
    done = shop.troth.requests.get(number)
    assert done.state == "in_progress" and done.carried_out_at
    shop.troth.requests.answer(number, told="by mail")
    shop.troth.requests.close(number)


def test_a_deed_is_done_only_for_a_verified_request_of_that_person(shop: Shop) -> None:
    requests = shop.troth.requests
    ana, number = verified(shop)
    unknown = requests.open("erase", kind="member", key=(ben := shop.sign_up())).id
    assert unknown is not None
    for request, asks, key, code in (
        (number, "access", ana, "TR763"),
        (number, "erase", ben, "TR763"),
        (unknown, "erase", ben, "TR761"),
        (999_999, "erase", ben, "TR760"),
    ):
        with shop.troth.owner() as owner, pytest.raises(Refused) as problem, owner.transaction():
            requests.carrying_out(request, asks=asks, kind="member", key=key)(owner)
        assert codes(problem) == [code]


# -- when the person is gone -----------------------------------------------------------------------------------------


def test_a_deed_may_be_done_again_when_its_person_is_gone_but_not_for_whoever_has_their_key(shop: Shop) -> None:
    requests = shop.troth.requests
    ana, number = verified(shop)
    shop.troth.subject("member", ana).plan_erasure().apply(also=requests.carrying_out(
        number, asks="erase", kind="member", key=ana))  # fmt: skip
    assert shop.owner.execute("select count(*) from member where member_id = %s", [ana]).fetchone() == (0,)
    with shop.troth.owner() as owner, owner.transaction():
        requests.carrying_out(number, asks="erase", kind="member", key=ana)(owner)
    shop.owner.execute(
        "insert into member (member_id, full_name, email) overriding system value values (%s, 'Another', 'x@y.org')",
        [ana],
    )
    shop.troth.subject("member", ana).consent("newsletter")
    assert requests.list(kind="member", key=ana) == (), "a key used again inherits nothing"
    with shop.troth.owner() as owner, pytest.raises(Refused, match="TR763"), owner.transaction():
        requests.carrying_out(number, asks="erase", kind="member", key=ana)(owner)
    requests.answer(number, told="by mail")
    requests.close(number)


def test_what_proves_an_answer_goes_after_three_years(shop: Shop) -> None:
    requests = shop.troth.requests
    numbers = [verified(shop)[1] for _ in range(3)]
    for number in numbers[:2]:
        requests.withdraw(number)
        requests.close(number)
    shop.chief.execute(
        "update troth.request set closed_at = now() - interval '3 years 1 day' where id = any (%s)",
        [[numbers[0], numbers[2]]],
    )
    with shop.troth.owner() as owner, owner.transaction():
        forget_what_is_over(owner)
    with pytest.raises(Refused, match="TR760"):
        requests.get(numbers[0])
    steps = shop.chief.execute("select count(*) from troth.request_step where request = %s", [numbers[0]]).fetchone()
    assert steps == (0,)
    assert [requests.get(number).id for number in numbers[1:]] == numbers[1:]


SAYING = {
    "withdraw": lambda person: person.withdraw("newsletter"),
    "object": lambda person: person.object("fraud_prevention"),
    "restrict": lambda person: person.restrict("accuracy"),
}


@pytest.mark.parametrize("asks", SAYING)
def test_a_word_and_its_request_are_committed_together(shop: Shop, asks: str) -> None:
    ana, number = verified(shop, asks)
    member = shop.troth.subject("member", ana)
    with pytest.raises(ZeroDivisionError), shop.troth.requests.doing(number, asks=asks, kind="member", key=ana):
        SAYING[asks](member)
        raise ZeroDivisionError
    assert shop.troth.requests.get(number).state == "verified"
    assert [word.word for word in member.history()] == []
    with shop.troth.requests.doing(number, asks=asks, kind="member", key=ana):
        SAYING[asks](member)
    assert shop.troth.requests.get(number).carried_out_at
    assert [word.word for word in member.history()] == [asks]
    journal = shop.troth.journal
    assert journal is not None
    deeds, _ = journal.read(str(shop.owner.execute("select min(of) from troth.journal_mark").fetchone()[0]))  # type: ignore[index]
    assert [(word["word"], deed.outcome) for deed in deeds[-2:] for word in deed.words] == [
        (asks, "undone"), (asks, "done"),
    ]  # fmt: skip


def test_a_request_that_may_not_be_carried_out_leaves_nothing_said(shop: Shop) -> None:
    ana = shop.sign_up()
    number = shop.troth.requests.open("restrict", kind="member", key=ana).id
    assert number is not None
    member = shop.troth.subject("member", ana)
    refused = pytest.raises(Refused, match="TR761")
    with refused, shop.troth.requests.doing(number, asks="restrict", kind="member", key=ana):
        member.restrict("accuracy")
    assert member.history() == ()
