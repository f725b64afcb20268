"""Two things of one name."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

from unit.checks.promised import with_tension


def test_a_name_that_something_else_has(found: Callable[..., str]) -> None:
    assert found(policy=with_tension(id="intro-1")) == dedent("""\
        [TR172] error: `intro-1` is the name of something else already
          where: policy.yaml:131:5
          why:   a signature stands under one of them
          hint:  rename it; the first is on line 127
        """)
