"""A time for answering requests that is longer than the law's."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.requests import LONGEST

CODE = "TR165"
_WHY = "Art. 12(3) GDPR: without undue delay, and in any event within one month of receipt"
_MOST = {"days": 31, "weeks": 4, "months": LONGEST.count}


def check(declared: Declared) -> Iterator[Finding]:
    """`answer_within` of more than a month; in a month of fewer than 31 days, the law's own end counts."""
    said = declared.policy.requests.answer_within
    if said is None or 0 < said.count <= _MOST.get(said.unit, 0):
        return
    yield Finding(
        code=CODE,
        message=f"requests are answered within `{said}`, and the law asks for one month",
        where=declared.in_policy("requests", "answer_within"),
        why=_WHY,
        hint="write `1 month` or less; a single request can be extended, with `troth request extend`",
    )
