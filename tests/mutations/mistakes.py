"""Broken by a mistake in Troth's own code: in what sweeps, erases, copies, and takes words down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mutations.mutation import Mutation, Noticed
from troth.access import making
from troth.compiler.needed import need
from troth.compiler.rows import TRUE
from troth.erasure import ending
from troth.erasure import erase as erasing
from troth.postgres.later import Later
from troth.retention.decision import Deciding, Went
from troth.standing import desk, subject


def _skipping(table: str) -> Callable[..., Any]:
    whole = Deciding._run

    def run(self: Deciding, *asked: Any) -> Later[Went]:
        found = whole(self, *asked)
        return lambda: tuple(gone for gone in found() or () if gone.table.name != table)

    return run


def _sweep_skips(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Deciding, "_run", _skipping("fraud_signal"))


def _erasure_only_decides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Deciding, "carried_out", Deciding.decided)
    patch.setattr(erasing, "left_over", lambda *asked: tuple)


def _erasure_ends_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "end", lambda *asked: erasing.Ended)


def _erasure_is_silent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing.Erasure, "keeping", property(lambda self: _Silent()))


class _Silent:
    """An answer that names nothing of what stays."""

    def stays(self, *asked: object) -> Callable[[object], tuple[()]]:
        return lambda gone: ()


def _holds_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(need.Need, "holding", lambda *asked: [])


def _children_like_others(patch: pytest.MonkeyPatch) -> None:
    whole = ending.ended_by_request
    patch.setattr(ending, "ended_by_request", lambda policy, **_: whole(policy))
    patch.setattr(need.Need, "counts_for", lambda *asked: TRUE)


def _copy_skips(patch: pytest.MonkeyPatch) -> None:
    whole = making.read_tables
    patch.setattr(making, "read_tables", lambda *asked: [each for each in whole(*asked) if each.query.name != "orders"])


def _port_changes(patch: pytest.MonkeyPatch) -> None:
    told = making.portable_row

    def changed(*asked: Any) -> Any:
        row = told(*asked)
        return row | {"email": "somebody.else@example.org"} if isinstance(row, dict) and "email" in row else row

    patch.setattr(making, "portable_row", changed)


def _withdrawal_is_only_written(patch: pytest.MonkeyPatch) -> None:
    whole = desk.Book.run

    def run(self: desk.Book, name: str, **given: Any) -> Any:
        return [] if name == "standing withdraw" else whole(self, name, **given)

    patch.setattr(desk.Book, "run", run)


def _restriction_of_one_purpose(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk, "plain_scopes", lambda policy, scope: ("account",))


def _objection_hides_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(subject.Subject, "_hide", staticmethod(lambda *asked: []))


def _plan_is_silent(patch: pytest.MonkeyPatch) -> None:
    whole = erasing.Erasure.plan
    patch.setattr(erasing.Erasure, "plan", lambda self: replace(whole(self), ended=erasing.Ended(), gone=()))
    begin = erasing.Erasure._begin
    patch.setattr(erasing.Erasure, "_begin", lambda self, plan: begin(self, None))


def _plan_binds_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "_changed", lambda plan, seen: [])


def mistake(name: str, *code: Callable[[pytest.MonkeyPatch], None]) -> Mutation:
    return Mutation(name, code=code)


MISTAKES = (
    mistake("the sweep skips a table", _sweep_skips),
    mistake("an erasure decides and does nothing", _erasure_only_decides),
    mistake("an erasure ends no purpose", _erasure_ends_nothing),
    mistake("an erasure does not say what stays", _erasure_is_silent),
    mistake("an erasure does more than its plan says", _plan_is_silent),
    mistake("a plan that is no longer true is carried out", _plan_binds_nobody),
    mistake("a hold of the policy is ignored", _holds_ignored),
    mistake("a child is erased like anybody", _children_like_others),
    mistake("a copy skips a table", _copy_skips),
    mistake("a portable copy is not what is held", _port_changes),
    mistake("a withdrawal is only written down", _withdrawal_is_only_written),
    mistake("a restriction reaches one purpose alone", _restriction_of_one_purpose),
    mistake("an objection hides nothing", _objection_hides_nothing),
)

NOTICED: Noticed = {
    "the sweep skips a table": ("retention-5",),
    "an erasure decides and does nothing": ("erasure-1",),
    "an erasure ends no purpose": ("erasure-1",),
    "an erasure does not say what stays": ("erasure-1",),
    "an erasure does more than its plan says": ("announced-1",),
    "a plan that is no longer true is carried out": ("announced-1",),
    "a hold of the policy is ignored": ("hold-1",),
    "a child is erased like anybody": ("erasure-2",),
    "a copy skips a table": ("copy-1",),
    "a portable copy is not what is held": ("copy-2",),
    "a withdrawal is only written down": ("withdrawal-1",),
    "a restriction reaches one purpose alone": ("restriction-1",),
    "an objection hides nothing": ("objection-1", "objection-2"),
}
