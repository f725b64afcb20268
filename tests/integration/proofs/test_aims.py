"""Aims, deadlines and staff: what data is used for at all, what follows in time, and who may work with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from proving import Proven
from troth.mapped.model import Happening
from troth.policy.aims import Beyond
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation
from troth.verify.evidence import Status

PROMISE = {"id": "k7-aims-1", "says": "Only to serve and to improve", "kept_by": [{"aims": "everything"}]}
SIGNED = Beyond(because="It pays", signed_by="Board", on=date(2026, 2, 1))


def filed(proven: Proven, **otherwise: dict[str, Any]) -> Proven:
    """The same policy with every purpose under an aim, or as said."""
    policy = proven.compiled.policy

    filed_under = {"under": "service"}
    purposes = {
        name: purpose.model_copy(update=otherwise.get(name, filed_under)) for name, purpose in policy.purposes.items()
    }
    changed: Policy = policy.model_copy(update={"aims": {"service": "Serve"}, "purposes": purposes})
    return replace(proven, compiled=replace(proven.compiled, policy=changed))


def test_every_purpose_serves_an_aim_or_is_counted(proven: Proven) -> None:
    assert filed(proven).board([PROMISE]).proofs[0].word == "kept"
    excepted = filed(proven, newsletter={"beyond": SIGNED}).board([PROMISE])
    assert excepted.proofs[0].word == "kept, except 1 recorded case"
    assert "signed by Board" in str([each.says for each in excepted.proofs[0].checks[0].evidence])


def test_aims_are_broken_by_a_reader_without_a_purpose(proven: Proven) -> None:
    board = filed(proven)
    (proof,) = board.board([PROMISE], "create role miner login; grant select on member to miner").proofs
    assert proof.status is Status.BROKEN
    (proof,) = board.board(
        [PROMISE], "create view peek as select email from member; grant select on peek to public"
    ).proofs
    assert proof.status is Status.BROKEN


def test_without_aims_it_is_unproved_and_with_a_purpose_astray_broken(proven: Proven) -> None:
    assert proven.board([PROMISE]).proofs[0].status is Status.UNPROVED
    assert filed(proven, newsletter={"under": "mining"}).board([PROMISE]).proofs[0].status is Status.BROKEN


STAFF = {"only": {"staff": ["logistics"], "of": "address.shipping"}}


def test_only_staff_that_is_listed_may_work_with_it(proven: Proven) -> None:
    assert proven.check(STAFF).status is Status.KEPT
    check = proven.check(STAFF, "create role temp login in role k7tracks_for_fulfilment")
    assert check.status is Status.BROKEN
    assert "temp (k7tracks_for_fulfilment)" in check.evidence[0].says


ANSWERED = {"deadline": {"of": "order placed", "by": "order cancelled", "within": "2 days"}}
PLACED = (
    "insert into orders (order_id, buyer_id, placed_at, cancelled_at) overriding system value"
    " values (-{n}, 1, now() - interval '{ago}', {done})"
)


@pytest.fixture
def orders() -> Iterator[str]:
    yield "delete from orders"


def test_nothing_waits_for_too_long(proven: Proven, orders: str) -> None:
    fresh, late = PLACED.format(n=7, ago="1 day", done="null"), PLACED.format(n=8, ago="9 days", done="now()")
    check = proven.check(ANSWERED, orders, fresh, late)
    assert check.status is Status.KEPT, check.evidence
    assert check.evidence[0].count == 2
    assert "1 came late before" in check.evidence[0].says
    waiting = proven.check(ANSWERED, orders, fresh, PLACED.format(n=9, ago="3 days", done="null"))
    assert waiting.status is Status.BROKEN
    assert "1 rows of orders wait" in waiting.evidence[0].says


def test_where_nothing_has_happened_nothing_is_proved(proven: Proven, orders: str) -> None:
    check = proven.check(ANSWERED, orders)
    assert check.status is Status.UNPROVED
    assert check.missing == ("`order placed` has happened to no row of orders yet",)


ASKED = (
    "create table ask (asked timestamp, told timestamp); grant select on ask to public;"
    " insert into ask values (timezone('Europe/Berlin', now()) - interval '{ago}')"
)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_it_is_awaited_by_the_clocks_of_the_policy(proven: Proven, zone: str) -> None:
    events = {name: _of_ask(proven, name) for name in ("asked", "told")}
    mapped = replace(proven.compiled.mapped, events=events)
    here = replace(proven, compiled=replace(proven.compiled, mapped=mapped))
    within = {"deadline": {"of": "asked", "by": "told", "within": "1 day"}}
    session = f"set local time zone '{zone}'"
    assert here.check(within, ASKED.format(ago="23 hours"), session).status is Status.KEPT
    assert here.check(within, ASKED.format(ago="25 hours"), session).status is Status.BROKEN


def _of_ask(proven: Proven, name: str) -> Happening:
    """An event in a column whose times have no zone: those of the policy are meant."""
    happening = proven.compiled.mapped.events["order placed"]
    assert happening.column is not None
    kind = "timestamp without time zone"
    column = replace(happening.column, name=name, type=kind, base_type=kind)
    return replace(happening, name=name, table=Relation("public", "ask"), column=column)


@pytest.mark.parametrize(
    "argument",
    [{"of": "order placed", "by": "order cancelled"}, {"of": "order placed", "by": "order cancelled", "within": "soon"},
     {"of": "order placed", "by": "order delivered", "within": "1 day"}],
    ids=str,
)  # fmt: skip
def test_what_is_not_said_is_unproved(proven: Proven, argument: dict[str, str]) -> None:
    assert proven.check({"deadline": argument}).status is Status.UNPROVED
