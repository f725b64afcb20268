# ruff: noqa: E501
"""One table under two names."""

from collections.abc import Callable
from textwrap import dedent


def test_table_twice(found: Callable[..., str]) -> None:
    assert found(tables={"  shop.article_kind: plain": "  shop.article_kind: plain\n  public.letter: plain"}) == dedent("""\
        [TR217] error: `letter` and `public.letter` are the same table
          where: tables.yaml:51:3
          why:   only one of the two could hold
          hint:  write it once; a name without a schema is in `public`
        """)
