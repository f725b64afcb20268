"""An event whose name means something else in a `keep`."""

from collections.abc import Callable
from textwrap import dedent


def test_event_name(found: Callable[..., str]) -> None:
    assert found(
        tables={"  last seen: buyer": "  consent: buyer.last_seen_at\n  paid or sent: sale.made_at\n  last seen: buyer"}
    ) == dedent("""\
        [TR219] error: the event `consent` is the moment of a person's consent, and has no column
          where: tables.yaml:57:3
          why:   `keep` reads `or`, `end of year of` and `consent` in its own way
          hint:  give it another name
        [TR219] error: a `keep` cannot name the event `paid or sent`
          where: tables.yaml:58:3
          why:   `keep` reads `or`, `end of year of` and `consent` in its own way
          hint:  give it another name
        """)
