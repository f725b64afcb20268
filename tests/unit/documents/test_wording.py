"""What a finding quotes stays on one line, short, and harmless to a terminal."""

import pytest

from troth.documents import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("contact.email", "contact.email"),
        ("a" * 60, "a" * 60),
        ("a" * 61, "a" * 57 + "..."),
        ("a\n\x1b[31mb\u202e", "a??[31mb?"),
        ("", '""'),
        (True, "true"),
        (None, "nothing"),
        ([1], "a list"),
        ({}, "a mapping"),
        (12, "12"),
        (10**5000, "a very large number"),
    ],
    ids=range(11),
)
def test_shown(value: object, text: str) -> None:
    assert shown(value) == text
