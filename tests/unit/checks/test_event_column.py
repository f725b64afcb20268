"""An event whose time would be erased with the data it times."""

from collections.abc import Callable
from textwrap import dedent


def test_event_column(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "      sent_at: plain": "      sent_at: letter",
            "      last_seen_at: plain\n      closed_at": "      closed_at",
        }
    ) == dedent("""\
        [TR214] error: `buyer.last_seen_at` is not in the data map
          where: tables.yaml:56:3
          why:   erasing the time of an event would start its clock again
          hint:  add `last_seen_at: plain`
        [TR214] error: `letter.sent_at` is `letter`, and the time of `letter sent`
          where: tables.yaml:60:3
          why:   erasing the time of an event would start its clock again
          hint:  write `sent_at: plain`
        """)
