"""A page shows text as text, whatever it says."""

from datetime import date

import pytest

from troth.explain import page

EVIL = "</td></script><script>alert('x')</script>\"' onload=x &amp;"


def test_whatever_is_said_stays_text() -> None:
    parts = [
        page.begin(EVIL),
        *page.contents([(EVIL, EVIL)]),
        page.heading(2, EVIL, place=EVIL),
        page.paragraph(EVIL),
        *page.listed([EVIL]),
        *page.described([(EVIL, [EVIL])]),
        *page.table(EVIL, EVIL, [(EVIL, [EVIL])], [[EVIL], [{EVIL: [EVIL]}]]),
    ]
    text = "".join(parts)
    assert "<script" not in text and "</script" not in text and 'onload=x &amp;"' not in text
    assert text.count("&lt;script&gt;") >= 14


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "\u2013"), (True, "yes"), (False, "no"), (3, "3"), (["a", None], "a, \u2013"), ({"a": 1}, "a: 1"),
     ("2026-07-01T12:00:05.123+02:00", "2026-07-01 12:00"), ("2026-07-01T12:00:05Z and", "2026-07-01T12:00:05Z and"),
     (date(2026, 7, 1), "2026-07-01")],
)  # fmt: skip
def test_values_are_said_as_people_read_them(value: object, words: str) -> None:
    assert page.in_words(value) == words
