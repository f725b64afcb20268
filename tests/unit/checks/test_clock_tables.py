"""One clock that would start with things that happen to different rows."""

from collections.abc import Callable
from textwrap import dedent


def test_clock_tables(found: Callable[..., str]) -> None:
    assert found(
        tables={"sale delivered: {of: sale, at: parcel.delivered_at}": "sale delivered: parcel.delivered_at"}
    ) == dedent("""\
        [TR210] error: `sale cancelled` happens to `sale`, and `sale delivered` to `parcel`
          where: policy.yaml:38:5
          why:   the clock starts with the first of them, row by row
          hint:  if one is written below the other's row: `{of: parcel, at: sale.cancelled_at}`
        """)
