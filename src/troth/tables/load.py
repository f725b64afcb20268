"""From `tables.yaml` to the data map as a value, or to everything that is wrong with its form."""

from __future__ import annotations

from pathlib import Path

from troth.documents import Document, parse_document, read_document
from troth.documents.shape import Shape, fit
from troth.tables.model import DataMap

_SHAPE = Shape(
    model=DataMap,
    patterns={
        r"^[a-z][a-z0-9_]{0,40}$": "write small letters, digits and _, a letter first, at most 41 of them",
        r"^[A-Za-z][A-Za-z0-9_ '-]*$": "write letters, digits and spaces, a letter first: `order delivered`",
        r"^(webhook|task( [a-z][a-z0-9_]{0,40})?)$": "write `webhook`, or `task accounts` for people of a role",
        r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$": "a category: `contact.email`, or `contact.*` for all below it",
    },
    examples={
        "tables": "tables: {member: {subject: member, columns: {email: contact.email}}}",
        "holds": "holds: contact.email",
        "at": "at: shipment.delivered_at",
        "table": "table: dispute",
        "where": 'where: "closed_at is null"',
        "counts": "counts: member",
        "from": "from: ad_click",
        "by": "by: [advert]",
        "role": "role: shop_app",
        "because": 'because: "the old application still logs in as it"',
        "until": "until: 2027-03-01",
        "when": "when: \"decision = 'verified'\"",
        "needs": "needs: [{exists: address_proof}]",
        "field": "field: category",
        "is": "is: takes",
        "in": "in: origin",
    },
)


def load_tables(path: Path) -> DataMap:
    """The data map in a file. Raises Refused with every finding about its form."""
    return tables_of(read_document(path))


def parse_tables(text: bytes, file: str = "tables.yaml") -> DataMap:
    """The data map that some bytes are; `file` is the name that findings give. Raises Refused."""
    return tables_of(parse_document(text, file))


def tables_of(document: Document) -> DataMap:
    """The data map in a document that has been read. Raises Refused."""
    return fit(document, DataMap, _SHAPE)
