"""A recipient of counts, and nothing that may be counted."""

from collections.abc import Callable
from textwrap import dedent


def test_aggregates_missing(found: Callable[..., str]) -> None:
    assert found(
        tables={"aggregates:\n  sales_by_kind: {counts: buyer, from: sale_item, by: [article]}\n": ""}
    ) == dedent("""\
        [TR216] error: `researchers` receives counts, and tables.yaml has none
          where: policy.yaml:114:5
          why:   counts leave only in the shapes that tables.yaml names
          hint:  add `aggregates: {views: {counts: member, from: ad_view, by: [advert]}}`
        """)
