"""An event that the data map does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_unknown_event(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "keep: 180 days after signal seen": "keep: 180 days after signal sene",
            "marks: [sale delivered]": "marks: [sale deliverd]",
        }
    ) == dedent("""\
        [TR208] error: tables.yaml has no event `sale deliverd`
          where: policy.yaml:37:13
          why:   an event is the column in which its time is written
          hint:  did you mean `sale delivered`?
        [TR208] error: tables.yaml has no event `signal sene`
          where: policy.yaml:77:5
          why:   an event is the column in which its time is written
          hint:  did you mean `signal seen`?
        """)
