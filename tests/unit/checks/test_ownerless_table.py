"""Personal data that belongs to nobody."""

from collections.abc import Callable
from textwrap import dedent


def test_ownerless_table(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "  letter:\n    owners:\n      buyer: {buyer: author_id, when: \"author_kind = 'buyer'\"}\n": "  letter:\n",
            "  parcel:": "  colour:\n    columns: {name: plain}\n  parcel:",
        }
    ) == dedent("""\
        [TR203] error: the table `colour` says neither `subject` nor `owners`
          where: tables.yaml:32:3
          why:   without an owner nobody could see, correct or erase it
          hint:  write `colour: plain` if it holds nothing personal
        [TR203] error: `letter.body` is personal data of nobody
          where: tables.yaml:40:3
          why:   without an owner nobody could see, correct or erase it
          hint:  add `owners: {buyer: {member: buyer_id}}`
        """)
