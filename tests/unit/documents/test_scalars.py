"""Words without quotes follow YAML 1.2: what older readers take for truth values, octals and dates stays text."""

import math

import pytest

from troth.documents import parse_document
from troth.documents.scalars import resolve


@pytest.mark.parametrize(
    "text",
    ["NO", "no", "yes", "Yes", "on", "off", "y", "n", "2026-12-01", "2026-12-01 10:00:00", "1_000", "12:30:45", "0b11",
     "0o8", "0xg", "1.2.3", ".", "-", "+", "1e", "e1", "tRUE", "nUll", "<<", "=", "1" * 19, "-" + "9" * 30, "9" * 5000,
     "0x" + "f" * 16, "1." + "0" * 50, "٣"],
)  # fmt: skip
def test_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("010", 10), ("-7", -7), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("1.5", 1.5), ("1.", 1.0), (".5", 0.5),
     ("-1e3", -1000.0), ("1E-2", 0.01), ("true", True), ("FALSE", False), ("", None), ("~", None), ("Null", None),
     (".inf", math.inf), ("-.INF", -math.inf), ("9" * 18, int("9" * 18)), ("1e999", math.inf)],
)  # fmt: skip
def test_values(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_not_a_number() -> None:
    assert math.isnan(resolve(".nan"))  # type: ignore[arg-type]


def test_quotes_make_text_of_anything() -> None:
    assert parse_document(b"""[true, 'true', "1", 1]""", "x").value == [True, "true", "1", 1]
    assert parse_document(b"a: |-\n  12\nb:\nc: DE", "x").value == {"a": "12", "b": None, "c": "DE"}
