"""A column that is called plain and treated as personal."""

from collections.abc import Callable
from textwrap import dedent


def test_plain_column(found: Callable[..., str]) -> None:
    assert found(tables={"made_at: plain": "made_at: {holds: plain, of: buyer, from: observed}"}) == dedent("""\
        [TR207] error: `sale.made_at` is plain, and has `of`
          where: tables.yaml:25:31
          why:   a plain column says nothing about a person, so it is nobody's and is never erased by itself
          hint:  name the category it holds, or leave `of` out
        [TR207] error: `sale.made_at` is plain, and has `from`
          where: tables.yaml:25:42
          why:   a plain column says nothing about a person, so it is nobody's and is never erased by itself
          hint:  name the category it holds, or leave `from` out
        """)
