"""Counts of people without a smallest group, or a smallest group without counts."""

from collections.abc import Callable
from textwrap import dedent


def test_smallest_group(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    smallest_group: 25\n": "",
            "    safeguard: standard": "    smallest_group: 25\n    safeguard: standard",
        }
    ) == dedent("""\
        [TR123] error: `smallest_group` means nothing on `post_office`, which receives each person's data
          where: policy.yaml:107:5
          why:   readers would take it for a protection
          hint:  leave it out, or say `receives: aggregates`
        [TR123] error: `researchers` receives counts, and no smallest group is given
          where: policy.yaml:115:5
          why:   a count of one person is that person's data
          hint:  add `smallest_group: 20`
        """)
