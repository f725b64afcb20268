"""A tension between promises that are not there."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

from unit.checks.promised import with_tension


def test_a_sound_tension(found: Callable[..., str]) -> None:
    assert found(policy=with_tension()) == ""


def test_between_promises_that_are_not_there(found: Callable[..., str]) -> None:
    assert found(policy=with_tension(between="[marketing-2]")) == dedent("""\
        [TR170] error: there is no promise `marketing-2`
          where: policy.yaml:132:15
          why:   a tension is about promises that people can read
          hint:  did you mean `marketing-1`?
        """)


def test_what_shows_it_is_a_kind_of_check(found: Callable[..., str]) -> None:
    said = found(policy=with_tension(shown_by="[withdrawel: newsletter, withdrawal: letters]"))
    assert "[TR126] error: there is no check `withdrawel`" in said
    assert "[TR127] error: there is no purpose `letters`" in said
