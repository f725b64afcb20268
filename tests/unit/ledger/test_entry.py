"""Entries have one form, and hold nothing that has none."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.ledger.entry import Entry, canonical

PSEUDONYM = "member:" + "0f" * 32

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ('\u20ac$\u000f\nA\'B"\\\\"/\x7f', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'),
        ({"\ue000": 1, "\U0001f600": 2, "\u20ac": 3}, '{"\u20ac":3,"\U0001f600":2,"\ue000":1}'),
        (date(2026, 11, 22), '"2026-11-22"'),
    ],
)
def test_the_one_form(value: Any, text: str) -> None:
    assert canonical(value) == text


@given(VALUES)
def test_it_reads_back(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("value", [1.5, float("nan"), b"x", {1: 2}, 2**53, "\ud800", {"\ud800": 1}])
def test_what_has_no_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def test_the_pieces_make_the_entry() -> None:
    entry = Entry(what="policy applied", actor="ana", purpose="news", subject=PSEUDONYM, detail={"version": 3})
    one, two, three, four = entry.pieces
    text = one + "2026" + two + '"desk"' + three + canonical(entry.subject) + four
    said = json.loads(text)
    assert said == {
        "actor": "ana",
        "at": "2026",
        "detail": {"version": 3},
        "login": "desk",
        "purpose": "news",
        "subject": PSEUDONYM,
        "v": 1,
        "what": "policy applied",
    }
    assert canonical(said) == text


@pytest.mark.parametrize(
    "said",
    [
        {"what": "Consent"},
        {"what": ""},
        {"what": "consent", "subject": "member 17"},
        {"what": "consent", "detail": {"at": 1.0}},
        {"what": "consent", "detail": {"long": "x" * 65_536}},
    ],
)
def test_no_such_entry(said: Any) -> None:
    with pytest.raises(ValueError):
        Entry(**said)
