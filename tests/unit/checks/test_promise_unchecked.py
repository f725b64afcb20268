"""A promise with nothing that keeps it (unproved), or with two answers to who does."""

from collections.abc import Callable
from textwrap import dedent


def test_promise_unchecked(found: Callable[..., str]) -> None:
    spoiled = {"    attested_by: {role: security_officer, every: 6 months}\n": ""}
    note = dedent("""\
        [TR125] note: nothing keeps the promise `review-1` yet: it is unproved
          where: policy.yaml:124:5
          why:   a promise without a check is unproved, never green
          hint:  name what keeps it in `kept_by`, who confirms it in `attested_by`, or what it `waits_for`
        """)
    assert note in found(policy=spoiled, notes=True)
    assert note not in found(notes=True)
    assert found(policy=spoiled) == ""
    waiting = dict.fromkeys(spoiled, "    waits_for: a gate for cookies\n")
    assert "yet: it is unproved, and waits for a gate for cookies" in found(policy=waiting, notes=True)


def test_promise_answered_twice(found: Callable[..., str]) -> None:
    assert found(
        policy={"    informs: true": "    informs: true\n    attested_by: {role: security_officer, every: 6 months}"}
    ) == dedent("""\
        [TR125] error: the promise `intro-1` has both `attested_by` and `informs`
          where: policy.yaml:127:5
          why:   what promises nothing cannot be kept, nor confirmed
          hint:  keep one of them, or make two promises of it
        """)
