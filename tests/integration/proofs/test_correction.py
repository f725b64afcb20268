"""Corrections: the cell, the windows that show it, and a history without values."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.access import noting
from troth.verify.evidence import Status


def test_a_correction_is_seen_and_remembered_without_values(proven: Proven) -> None:
    check = proven.check({"correction": "contact.*"})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    said = [each.says for each in check.evidence]
    assert "contact.email of `sam` is put right in member.email" in said and "account reads it so" in said
    assert sum(each.startswith("its history says") for each in said) == 2


def test_everything_is_tried_where_there_is_something(proven: Proven) -> None:
    check = proven.check({"correction": "everything"})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert any("address.shipping of `carla`" in each.says for each in check.evidence)


def test_what_the_canary_has_not_is_unproved(proven: Proven) -> None:
    check = proven.check({"correction": "message"})
    assert check.status is Status.UNPROVED and "no cell of message" in check.missing[0]


@pytest.mark.parametrize("body", ["new.email = old.email", "raise exception 'never'"])
def test_a_trigger_that_stands_in_the_way_leaves_it_unproved(proven: Proven, body: str) -> None:
    check = proven.check(
        {"correction": "contact.email"},
        f"create function stubborn() returns trigger language plpgsql as $$ begin {body}; return new; end $$",
        "create trigger stubborn before update on member for each row execute function stubborn()",
    )
    assert check.status is Status.UNPROVED and "no cell of contact.email" in check.missing[0]


def test_a_history_that_tells_the_value_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    from troth.rectification import rectify

    def telling(connection, compiled, someone, word, *, actor, because, detail):  # type: ignore[no-untyped-def]
        noting.say(connection, compiled, someone, word, actor=actor, because="1", detail=detail)

    monkeypatch.setattr(rectify, "say", telling)
    check = proven.check({"correction": "contact.phone"})
    assert check.status is Status.BROKEN, check.evidence
