"""The kinds of checks that can keep a promise, and what each is applied to.

Made by tools/make_reference.py from the files of verify/proofs/: change those, not this.
"""
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from collections.abc import Mapping

from troth.policy.kept_by import Takes, takes

KINDS: Mapping[str, Takes] = {
    "access": takes("category"),
    "age": takes("subject"),
    "aggregate": takes("aggregate"),
    "agreement": takes("recipient"),
    "collection": takes("category"),
    "disclosure": takes("recipient"),
    "encryption": takes(one_of=("connections",)),
    "erasure": takes("category", one_of=("everything",)),
    "hold": takes("hold"),
    "identity": takes("words"),
    "ledger": takes(one_of=("sealed", "standing", "disclosures", "erasures", "policy", "verifications", "attestations")),
    "never": takes(categories="words", one_of=("special", "criminal")),
    "notice": takes("purpose", "words"),
    "objection": takes("purpose"),
    "only": takes(bases="basis", purposes="purpose", recipients="recipient", categories="category", of="category"),
    "promises": takes("promise"),
    "purpose": takes("purpose"),
    "recipient": takes("recipient"),
    "restriction": takes("purpose", one_of=("everything",)),
    "retention": takes("purpose", "category", of="category"),
    "safeguard": takes("recipient"),
    "scene": takes("words"),
    "withdrawal": takes("purpose"),
}
"""For each kind, what a word alone names, and the parts that it knows."""
