"""An age read from a row that is not the person's."""

from collections.abc import Callable
from textwrap import dedent

TABLES = """\
age:
  buyer: {born: maker.born}
  maker: {declared: maker.last_seen_at}
"""


def test_age_column(found: Callable[..., str]) -> None:
    assert found(tables={", erase: {to: year}": ""}, added_to_tables=TABLES) == dedent("""\
        [TR226] error: `maker` is not about a buyer
          where: tables.yaml:70:3
          why:   a person's age is read from a row of their own
          hint:  name a column of a table with an owner of the kind `buyer`
        [TR226] error: makers declare to be old enough, and nobody says how old that is
          where: tables.yaml:71:3
          why:   a person's age is read from a row of their own
          hint:  add `age: 13` beside `declared`
        """)
