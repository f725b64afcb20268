"""A reading that nobody has signed."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

from unit.checks.promised import with_tension


def test_unsigned_is_a_warning(found: Callable[..., str]) -> None:
    assert found(policy=with_tension(on="")) == dedent("""\
        [TR171] warning: nobody has signed how the tension `strings-t1` is read
          where: policy.yaml:131:5
          why:   until somebody stands for it, the stricter reading holds without having been decided
          hint:  add `signed_by` and `on`
        """)


def test_the_wider_reading_unsigned_is_an_error(found: Callable[..., str]) -> None:
    assert found(policy=with_tension(signed_by="", stricter="false")) == dedent("""\
        [TR171] error: nobody has signed how the tension `strings-t1` is read
          where: policy.yaml:131:5
          why:   the wider reading takes something from people that a sentence promises them
          hint:  add `signed_by` and `on`, or take the stricter reading
        """)
