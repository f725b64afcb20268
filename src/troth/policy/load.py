"""From `policy.yaml` to the policy as a value, or to everything that is wrong with its form."""

from __future__ import annotations

from pathlib import Path

from troth.documents import Document, parse_document, read_document
from troth.documents.shape import Shape, fit
from troth.policy.decisions import decided
from troth.policy.model import Policy

_SHAPE = Shape(
    model=Policy,
    patterns={
        r"^[a-z][a-z0-9_]{0,40}$": "write small letters, digits and _, a letter first, at most 41 of them",
        r"^[a-z][a-z0-9_]{0,20}$": "write small letters, digits and _, a letter first, at most 21 of them",
        r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$": "small letters, digits and _, with dots between: `contact.email`",
        r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$": "a category: `contact.email`, or `contact.*` for all below it",
        r"^[A-Za-z][A-Za-z0-9_ '-]*$": "write letters, digits and spaces, a letter first: `order delivered`",
        r"^[A-Z]{2}$": "write the two capital letters of the country: `DE`",
        r"^[a-z0-9][a-z0-9-]*$": "write small letters, digits and hyphens: `k7-marketing-2`",
    },
    examples={
        "says": 'says: "one sentence for the people it is about"',
        "basis": "basis: contract",
        "uses": "uses: [contact.email]",
        "effective": "effective: 2026-12-01",
        "time_zone": "time_zone: Europe/Berlin",
        "country": "country: DE",
        "version": "version: 1",
        "controller": "controller: {name: Example, contact: privacy@example.org, country: DE}",
        "role": "role: processor",
        "while": "while: dispute open",
        "ground": "ground: claims",
        "signed": "signed: 2026-01-01",
        "every": "every: 6 months",
        "asks": 'asks: "how long invoices are kept"',
        "for": "for: account",
        "takes": "takes: {contact.email: required}",
        "since": "since: 2026-11-01",
        "on": "on: 2026-11-20",
        "logic": 'logic: "orders over 500 of new members are declined when the address is known for fraud"',
        "review_by": "review_by: support_desk",
    },
)


def load_policy(path: Path) -> Policy:
    """The policy in a file. Raises Refused with every finding about its form."""
    return policy_of(read_document(path))


def parse_policy(text: bytes, file: str = "policy.yaml") -> Policy:
    """The policy that some bytes are; `file` is the name that findings give. Raises Refused."""
    return policy_of(parse_document(text, file))


def policy_of(document: Document) -> Policy:
    """The policy in a document that has been read. Raises Refused."""
    return fit(decided(document), Policy, _SHAPE)
