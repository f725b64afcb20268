"""A cell that a spreadsheet would take for a formula is written as text, and every other cell as it is."""

import pytest

from troth.access.as_csv import safe


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30 1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1+1", "\uff201",
     "=", "-", "-1e5", "+1"],
)  # fmt: skip
def test_a_formula_becomes_text(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "cell"),
    [("-12.50", "-12.50"), ("-7", "-7"), (-7, "-7"), (1.5, "1.5"), (None, ""), (True, "true"), ("a=b", "a=b"),
     ("", ""), (["=1", "x"], '["=1", "x"]'), ({"a": None}, '{"a": null}'), ("\u0663", "\u0663")],
)  # fmt: skip
def test_anything_else_stays_as_it_is(value: object, cell: str) -> None:
    assert safe(value) == cell
