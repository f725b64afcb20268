"""Columns by which one human shall be known under several keys, and that cannot tell."""

from collections.abc import Callable
from textwrap import dedent


def test_same_person(found: Callable[..., str]) -> None:
    lines = "same_person: [buyer.emial, buyer.closed_at, buyer.phone, buyer.full_name, maker.full_name]\nevents:\n"
    assert found(tables={"events:\n": lines}) == dedent("""\
        [TR250] error: `buyer.emial` holds no personal data
          where: tables.yaml:55:15
          why:   people are compared by columns of one category; a wrong match gives one the other's data
          hint:  did you mean `buyer.email`?
        [TR250] error: `buyer.closed_at` holds no personal data
          where: tables.yaml:55:28
          why:   people are compared by columns of one category; a wrong match gives one the other's data
          hint:  did you mean `buyer.phone`?
        [TR250] error: `buyer.phone` is the only column under `same_person` that holds `contact.phone`
          where: tables.yaml:55:45
          why:   people are compared by columns of one category; a wrong match gives one the other's data
          hint:  name another column that holds `contact.phone`, or leave it out
        """)
