"""Data that is never to be held, and is used."""

from collections.abc import Callable
from textwrap import dedent

POLICY = """\
never: [special]
"""


def test_never_used(found: Callable[..., str]) -> None:
    assert found(
        tables={"      hearing: {holds: health.hearing, erase: null}\n": ""}, added_to_policy=POLICY
    ) == dedent("""\
        [TR141] error: the purpose `advice` uses `health.hearing`, which is never to be held
          where: policy.yaml:71:5
          why:   `never` promises that no column holds it
          hint:  leave it out there, or take it out of `never`
        [TR213] error: no table holds `health.hearing`, which the purpose `advice` uses: its window would be empty
          where: policy.yaml:71:12
          why:   a promise about data that is nowhere proves nothing
          hint:  name the column that holds it in tables.yaml, or take it out
        """)
