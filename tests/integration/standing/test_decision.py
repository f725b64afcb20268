"""What is decided in the program is what the windows do, word after word."""

from __future__ import annotations

import pytest

from integration.company import Shop
from troth.errors import Refused
from troth.standing.subject import Subject

PURPOSES = ("newsletter", "surveys", "offers", "account")
"""Each of these uses the e-mail address of a member."""


def _agree(shop: Shop, subject: Subject, member: int) -> None:
    decisions, standing = shop.troth.decisions(), subject.standing()
    for purpose in PURPOSES:
        decided = decisions.may(purpose, "contact.email", standing)
        assert decided == shop.sees(purpose, member), (purpose, str(standing))


def test_decisions_follow_the_windows_word_after_word(shop: Shop) -> None:
    member = shop.sign_up()
    subject = shop.troth.subject("member", member)
    _agree(shop, subject, member)
    subject.consent("newsletter")
    _agree(shop, subject, member)
    first = subject.restrict("accuracy", purposes=["newsletter"])
    _agree(shop, subject, member)
    subject.lift(first.id)
    subject.consent("surveys")
    second = subject.restrict("claims")
    _agree(shop, subject, member)
    subject.consent("surveys")
    _agree(shop, subject, member)
    subject.lift(second.id)
    subject.restrict("unlawful", categories=["contact.email"])
    _agree(shop, subject, member)
    subject.lift()
    subject.object("offers")
    _agree(shop, subject, member)


def test_a_category_that_is_not_used_is_never_seen(shop: Shop) -> None:
    standing = shop.troth.subject("member", shop.sign_up()).standing()
    assert not shop.troth.decisions().may("account", "order", standing)


def test_a_purpose_that_is_not_there_is_said_to_be_so(shop: Shop) -> None:
    standing = shop.troth.subject("member", shop.sign_up()).standing()
    with pytest.raises(Refused, match="TR704"):
        shop.troth.decisions().may("acount", "contact.email", standing)
