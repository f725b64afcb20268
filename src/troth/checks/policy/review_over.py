"""A review of a recipient that is over before it was done, or before the policy begins."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR153"
_WHY = "a recipient's window shuts by the clock when its review is no longer good"


def check(declared: Declared) -> Iterator[Finding]:
    """A review ends before it was done; or before the policy takes effect (a warning)."""
    for name, recipient in declared.policy.recipients.items():
        review = recipient.review
        if review is None:
            continue
        if review.expires < review.done:
            level, message = Level.ERROR, f"the review of `{name}` ends before it was done"
        elif review.expires < declared.policy.effective:
            level = Level.WARNING
            message = f"the review of `{name}` is good until {review.expires}, before the policy takes effect"
        else:
            continue
        yield Finding(
            code=CODE,
            message=message,
            where=declared.in_policy("recipients", name, "review", "expires"),
            why=_WHY,
            hint="look again, and write the days of that review",
            level=level,
        )
