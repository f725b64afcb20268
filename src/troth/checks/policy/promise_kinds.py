"""The kinds of checks that can keep a promise, and what each is applied to."""

from __future__ import annotations

from typing import Literal

Argument = Literal["category", "purpose", "hold", "recipient", "aggregate", "subject", "category or purpose", "words"]

KINDS: dict[str, Argument] = {
    "access": "category",
    "purpose": "purpose",
    "withdrawal": "purpose",
    "objection": "purpose",
    "restriction": "words",
    "erasure": "category",
    "retention": "category or purpose",
    "hold": "hold",
    "recipient": "recipient",
    "disclosure": "recipient",
    "aggregate": "aggregate",
    "collection": "category",
    "age": "subject",
    "identity": "words",
    "agreement": "recipient",
    "notice": "words",
    "encryption": "words",
    "ledger": "words",
    "safeguard": "recipient",
    "only": "words",
}
"""For each kind, what its argument names. `words` are read by the check itself."""
