"""Where it is kept what left, to whom, about whom and why: disclosures, the people in them, and exceptions made."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.stored.printed import NOW, one_of
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY = {
    "disclosure": ("SELECT",),
    "disclosed_person": ("SELECT",),
    "exception": ("SELECT",),
    "approval": ("SELECT",),
    "legal_request": ("SELECT",),
    "legal_step": ("SELECT",),
    "transfer_word": ("SELECT",),
    "ticket_key": ("SELECT", "INSERT", "DELETE"),
    "aggregate_release": ("SELECT",),
    "opening": ("SELECT",),
}
"""What the desk may do with each table: data leaves by the tables' owner alone, the desk reads what left; and it signs
tickets."""

STEPS = ("reviewed", "refused", "released", "delayed", "told", "closed")
"""What is done with a request under law."""

TRANSFER_WORDS = ("told", "objects", "agrees")
"""What is said to or by one person about a transfer; the last word of theirs counts."""

_NUMBER, _TEXT, _JSON, _TIME = "bigint", "text", "jsonb", "timestamp with time zone"


def sharing_tables(keeper: str) -> Iterator[StoredTable]:
    """The tables of what left. Nothing in them is changed once it was written."""
    yield _disclosure(keeper)
    yield _table(
        keeper,
        "disclosed_person",
        _column("disclosure", _NUMBER),
        _column("kind"),
        _column("key", _JSON),
        _column("categories", _JSON),
        key=3,
        indexes=(("kind", "key"),),
    )
    yield _exception(keeper)
    yield _approval(keeper)
    yield from _legal(keeper)
    yield from _words_and_counts(keeper)
    yield from _readers(keeper)


def _words_and_counts(keeper: str) -> Iterator[StoredTable]:
    """What people said of a transfer, and the counts that were released."""
    yield _table(
        keeper,
        "transfer_word",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("recipient"),
        _column("kind"),
        _column("key", _JSON),
        StoredColumn(name="word", type=_TEXT, check=one_of("word", TRANSFER_WORDS)),
        _column("says"),
        _column("actor"),
        StoredColumn(name="at", type=_TIME, default=NOW),
        indexes=(("recipient", "kind", "key"),),
    )
    yield _table(
        keeper,
        "aggregate_release",
        _column("recipient"),
        _column("aggregate"),
        _column("period"),
        _column("counts", _JSON),
        StoredColumn(name="frozen_at", type=_TIME, default=NOW),
        key=3,
    )


def _readers(keeper: str) -> Iterator[StoredTable]:
    """What tickets are signed with, and which cases were opened."""
    yield _table(
        keeper,
        "ticket_key",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("inner_pad", "bytea"),
        _column("outer_pad", "bytea"),
        StoredColumn(name="at", type=_TIME, default=NOW),
    )
    yield _table(
        keeper,
        "opening",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("purpose"),
        _column("table_name"),
        _column("key", _JSON),
        _column("reader"),
        _column("because"),
        _column("actor"),
        _column("until", _TIME),
        StoredColumn(name="at", type=_TIME, default=NOW),
        indexes=(("reader", "purpose", "until"), ("table_name", "key")),
    )


def _disclosure(keeper: str) -> StoredTable:
    """One release of data to one recipient."""
    return _table(
        keeper,
        "disclosure",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("recipient"),
        _column("purpose", nullable=True),
        _column("ground", nullable=True),
        _column("because"),
        _column("actor"),
        _column("second", nullable=True),
        _column("country"),
        _column("safeguard", nullable=True),
        _column("categories", _JSON),
        _column("people", "integer"),
        _column("rows", "integer"),
        _column("digest"),
        _column("policy_version", "integer"),
        _column("not_told_before", "date", nullable=True),
        StoredColumn(name="login", type=_TEXT, default="SESSION_USER"),
        StoredColumn(name="released_at", type=_TIME, default=NOW),
        indexes=(("recipient",),),
    )


def _exception(keeper: str) -> StoredTable:
    """An exception to a promise or to a lock, of a kind that the policy names, with who signed it."""
    return _table(
        keeper,
        "exception",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("promise", nullable=True),
        _column("recipient", nullable=True),
        _column("need", nullable=True),
        _column("kind"),
        _column("reference"),
        _column("because"),
        _column("actor"),
        _column("second", nullable=True),
        _column("disclosure", _NUMBER, nullable=True),
        _column("people", "integer"),
        StoredColumn(name="at", type=_TIME, default=NOW),
        indexes=(("recipient",), ("promise",)),
    )


def _approval(keeper: str) -> StoredTable:
    """A role's approval of releases to a recipient, of one person or (without kind and key) of everyone."""
    return _table(
        keeper,
        "approval",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("recipient"),
        _column("role"),
        _column("kind", nullable=True),
        _column("key", _JSON, nullable=True),
        _column("because"),
        _column("actor"),
        _column("until", "date", nullable=True),
        StoredColumn(name="at", type=_TIME, default=NOW),
        indexes=(("recipient", "role", "kind", "key"),),
    )


def _legal(keeper: str) -> Iterator[StoredTable]:
    """Requests under law as they came, and every step that was taken with them."""
    yield _table(
        keeper,
        "legal_request",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("recipient"),
        _column("authority"),
        _column("official", nullable=True),
        _column("reference"),
        _column("ground"),
        _column("statute"),
        _column("jurisdiction"),
        _column("asks"),
        _column("document", nullable=True),
        _column("actor"),
        StoredColumn(name="at", type=_TIME, default=NOW),
    )
    yield _table(
        keeper,
        "legal_step",
        StoredColumn(name="id", type=_NUMBER, identity=True),
        _column("request", _NUMBER),
        StoredColumn(name="step", type=_TEXT, check=one_of("step", STEPS)),
        _column("says"),
        _column("scope", _JSON, nullable=True),
        _column("disclosure", _NUMBER, nullable=True),
        _column("until", "date", nullable=True),
        _column("actor"),
        StoredColumn(name="at", type=_TIME, default=NOW),
        indexes=(("request",),),
    )


def _column(name: str, kind: str = _TEXT, *, nullable: bool = False) -> StoredColumn:
    return StoredColumn(name=name, type=kind, nullable=nullable)


def _table(
    keeper: str, name: str, *columns: StoredColumn, key: int = 1, indexes: tuple[tuple[str, ...], ...] = ()
) -> StoredTable:
    primary = tuple(column.name for column in columns[:key])
    return StoredTable(
        relation=Relation(STANDING_SCHEMA, name), owner=keeper, columns=columns, primary_key=primary, indexes=indexes
    )
