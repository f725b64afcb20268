"""Copies: every row that is held of the canary is in them, and what a machine reads back is the same."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.access import making
from troth.verify.evidence import Status


@pytest.mark.parametrize("argument", ["access", "port"])
def test_a_copy_is_whole(proven: Proven, argument: str) -> None:
    check = proven.check({"copy": argument})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert check.evidence and all(each.count for each in check.evidence)


def test_a_copy_has_what_is_asked_for(proven: Proven) -> None:
    check = proven.check({"copy": {"of": "device.ip"}})
    assert check.status is Status.KEPT
    assert any(each.says == "it has device.ip, in fraud_signal" for each in check.evidence)


def test_a_category_that_no_canary_has_is_unproved(proven: Proven) -> None:
    check = proven.check({"copy": {"of": ["device.ip", "message"]}})
    assert check.status is Status.UNPROVED
    assert check.missing == ("no copy of a canary has anything of message",)


def test_a_copy_that_skips_a_table_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = making.read_tables

    def without_orders(*asked: object) -> list[object]:
        return [each for each in whole(*asked) if each.query.name != "orders"]  # type: ignore[arg-type]

    monkeypatch.setattr(making, "read_tables", without_orders)
    check = proven.check({"copy": "access"})
    assert check.status is Status.BROKEN, check.evidence
    assert "lacks rows of orders (0 of 1)" in check.evidence[0].says


def test_a_cell_that_reads_otherwise_breaks_it(proven: Proven, monkeypatch: pytest.MonkeyPatch) -> None:
    told = making.portable_row

    def changed(*asked: object) -> object:
        row = told(*asked)  # type: ignore[arg-type]
        return row | {"email": "somebody.else@example.org"} if isinstance(row, dict) and "email" in row else row

    monkeypatch.setattr(making, "portable_row", changed)
    check = proven.check({"copy": "port"})
    assert check.status is Status.BROKEN, check.evidence
    assert "not as in the tables: member.email" in [each.says for each in check.evidence if not each.kept]
