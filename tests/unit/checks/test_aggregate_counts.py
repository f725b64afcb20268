"""Counts of people in a table that is not about them."""

from collections.abc import Callable
from textwrap import dedent


def test_aggregate_counts(found: Callable[..., str]) -> None:
    assert found(tables={"counts: buyer": "counts: maker"}) == dedent("""\
        [TR220] error: `sales_by_kind` counts each maker of `sale_item`, which has no such owner
          where: tables.yaml:66:19
          why:   a group is at least so many people, so the rows must say whose they are
          hint:  known: `buyer`
        """)
