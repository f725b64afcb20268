"""A clock that may never start keeps data for ever."""

from collections.abc import Callable
from textwrap import dedent


def test_endless_clock(found: Callable[..., str]) -> None:
    assert found(
        policy={"sale delivered or sale cancelled, at most 2 years after sale made": "sale delivered"}
    ) == dedent("""\
        [TR104] error: `30 days after sale delivered` may never start
          where: policy.yaml:38:5
          why:   a clock that never starts keeps the data for ever
          hint:  add `, at most 2 years after` an event that always happens, or say why in `open_ended`
        """)
