"""A column of an owner that its table does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_column_owner_unknown(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "of: [buyer, maker]": "of: [buyer, seller]",
            "hearing: {holds: health.hearing,": "hearing: {holds: health.hearing, of: sale,",
        }
    ) == dedent("""\
        [TR206] error: `buyer` has no owner `sale`
          where: tables.yaml:9:40
          why:   it decides whose consent, objection or erasure counts
          hint:  known: `buyer`
        [TR206] error: `sale` has no owner `seller`
          where: tables.yaml:24:28
          why:   it decides whose consent, objection or erasure counts
          hint:  known: `buyer`, `maker`
        """)
