"""A column for a period that the policy does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_period_name(found: Callable[..., str]) -> None:
    assert found(added_to_tables="periods: {tax: sale.made_at}\n") == dedent("""\
        [TR247] error: the policy has no period `tax`
          where: tables.yaml:69:11
          why:   the policy says how long a period is, the data map where a row has its value
          hint:  add it under `periods` of the policy: `tax: {lengths: ...}`
        """)
