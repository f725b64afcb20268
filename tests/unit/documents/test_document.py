"""A document keeps where every key and item of it was written."""

import pytest

from troth.documents import parse_document

TEXT = b"""\
a:
  b: [c, {d: e}]
  "f": >
    folded
g: {h:
     i}
"""


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ((), (1, 1)),
        (("a",), (1, 1)),
        (("a", "b"), (2, 3)),
        (("a", "b", 0), (2, 7)),
        (("a", "b", 1), (2, 10)),
        (("a", "b", 1, "d"), (2, 11)),
        (("a", "f"), (3, 3)),
        (("g", "h"), (5, 5)),
        (("a", "b", 7), (2, 3)),
        (("a", "x", "y"), (1, 1)),
        (("x",), (1, 1)),
    ],
)
def test_places(keys: tuple[str | int, ...], place: tuple[int, int]) -> None:
    found = parse_document(TEXT, "x.yaml").place(*keys, object="o")
    assert (found.file, found.object) == ("x.yaml", "o")
    assert (found.line, found.column) == place


def test_columns_count_letters_and_not_bytes() -> None:
    document = parse_document("äöü: {ß: [1]}".encode(), "x")
    assert document.place("äöü", "ß").column == 7
    assert document.place("äöü", "ß", 0).column == 11


def test_the_value() -> None:
    assert parse_document(TEXT, "x").value == {"a": {"b": ["c", {"d": "e"}], "f": "folded\n"}, "g": {"h": "i"}}
