"""A condition that the data map does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_unknown_condition(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "while: quarrel open\n    keeps": "while: quarel open\n    keeps",
            "while: quarrel open\n    uses": "while: rain\n    uses",
        }
    ) == dedent("""\
        [TR209] error: tables.yaml has no condition `rain`
          where: policy.yaml:83:5
          why:   a condition says which rows meet it
          hint:  known: `quarrel open`
        [TR209] error: tables.yaml has no condition `quarel open`
          where: policy.yaml:92:5
          why:   a condition says which rows meet it
          hint:  did you mean `quarrel open`?
        """)
