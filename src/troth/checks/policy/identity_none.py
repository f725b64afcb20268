"""A right that hands out or changes data, and is carried out for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.requests import IDENTITY
from troth.policy.requests import Level as Sureness

CODE = "TR167"
_WHY = "a copy sent to somebody else, or an account erased on their word, is a breach of Art. 5(1)(f) and 32 GDPR"


def check(declared: Declared) -> Iterator[Finding]:
    """A warning for each right under `identity` that needs nothing, where the law expects some care."""
    for asks, level in declared.policy.requests.identity.items():
        if level is Sureness.NONE and IDENTITY[asks] is not Sureness.NONE:
            yield Finding(
                code=CODE,
                message=f"`{asks}` is carried out for whoever asks, known or not",
                where=declared.in_policy("requests", "identity", str(asks)),
                why=_WHY,
                hint="write `contact`, `login` or `document`",
                level=Level.WARNING,
            )
