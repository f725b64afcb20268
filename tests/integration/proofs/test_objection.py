"""Objection: seen, then hidden, whether it is upheld at once, weighed up, or ends all direct marketing."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.verify.evidence import Status


@pytest.mark.parametrize(
    ("purpose", "evidence"), [("fraud_prevention", 3), ("statistics", 4), ("offers", 3), ("newsletter", 3)]
)
def test_an_objection_takes_effect_at_once(proven: Proven, purpose: str, evidence: int) -> None:
    check = proven.check({"objection": purpose})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert len(check.evidence) == evidence


@pytest.mark.parametrize("purpose", ["fraud_prevention", "statistics", "offers"])
def test_it_is_broken_by_a_window_that_does_not_ask(proven: Proven, purpose: str) -> None:
    tables = [str(r) for r, t in proven.compiled.window(purpose).tables.items() if not t.table.plain]
    opened = "; ".join(f"alter policy k7tracks_sees_{purpose}_select on {table} using (true)" for table in tables)
    check = proven.check({"objection": purpose}, opened)
    assert check.status is Status.BROKEN
    assert any("right after the objection, it still sees" in each.says for each in check.evidence if not each.kept)


def test_a_legal_duty_cannot_be_objected_to(proven: Proven) -> None:
    assert proven.check({"objection": "bookkeeping"}).status is Status.UNPROVED
