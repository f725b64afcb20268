"""A column of a table with several owners that does not say whose data it holds."""

from collections.abc import Callable
from textwrap import dedent


def test_column_owner_unsaid(found: Callable[..., str]) -> None:
    assert found(tables={"total: {holds: sale, of: [buyer, maker]}": "total: sale"}) == dedent("""\
        [TR205] error: `sale.total` does not say whose data it is
          where: tables.yaml:24:7
          why:   it decides whose consent, objection or erasure counts
          hint:  write `total: {holds: sale, of: [buyer, maker]}`, or one of them
        """)
