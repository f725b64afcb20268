"""Where requests of people lie, with every step of their lives, and what is owed to others because of them.

Whoever asks is named by key only while the request is open, and then by their pseudonym of the ledger alone. What is
told to recipients (`notice`) and to other systems (`task`) carries the key by which those know the person, until it is
done: it has to outlive the person's rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.stored.printed import NOW, one_of
from troth.compiler.stored.request_states import STATES, VERBS
from troth.policy.requests import Asks, Level
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY = {
    "request": ("SELECT", "INSERT", "UPDATE"),
    "request_step": ("SELECT", "INSERT"),
    "notice": ("SELECT", "INSERT", "UPDATE"),
    "task": ("SELECT", "INSERT", "UPDATE"),
    "breach": ("SELECT", "INSERT", "UPDATE"),
}
"""What the desk may do with each table: nothing of it is its to delete."""

CHANNELS = ("email", "form", "letter", "phone", "in_person", "other")
"""On which way a request came in."""

DECISIONS = ("granted", "partly", "nothing_held", "refused")

DEEDS = ("erase", "rectify", "restrict", "access")
"""What others have to hear of: the first three of Art. 19 GDPR, and an access that reaches into other systems."""

NOTICE_STATES = ("waiting", "sent", "acknowledged", "failed", "impossible")
"""How far a notice is: nobody was told yet, told but not confirmed, confirmed, not reached, given up with a reason."""

TASK_STATES = ("waiting", "sent", "done", "failed", "impossible")
"""How far a task in another system is, in the same order."""

FINISHED = ("acknowledged", "done", "impossible")
"""The states of notices and tasks in which nothing is owed any more."""

_TEXT, _TIME, _JSON, _NUMBER = "text", "timestamp with time zone", "jsonb", "bigint"


def request_tables(keeper: str) -> Iterator[StoredTable]:
    """The tables of requests, notices, tasks and breaches."""
    yield _request(keeper)
    yield _step(keeper)
    yield _notice(keeper)
    yield _task(keeper)
    yield _breach(keeper)


def _request(keeper: str) -> StoredTable:
    return _table(
        keeper,
        "request",
        _word("asks", tuple(Asks)),
        _word("state", tuple(STATES)),
        *_person(),
        _maybe("contact"),
        StoredColumn(name="scope", type=_JSON),
        _word("channel", CHANNELS),
        StoredColumn(name="received_at", type=_TIME),
        StoredColumn(name="due_on", type="date"),
        _maybe("extended_on", "date"),
        _word("level", tuple(Level)),
        _maybe("how"),
        _maybe("proof"),
        _maybe("carried_out_at", _TIME),
        StoredColumn(name="decision", type=_TEXT, nullable=True, check=one_of("decision", DECISIONS)),
        _maybe("ground"),
        _maybe("because"),
        _maybe("answer", _JSON),
        _maybe("evidence", _JSON),
        _maybe("retry_key"),
        _maybe("closed_at", _TIME),
        indexes=(("pseudonym",), ("state", "due_on"), ("contact",), ("retry_key",)),
    )


def _step(keeper: str) -> StoredTable:
    return _table(
        keeper,
        "request_step",
        StoredColumn(name="request", type=_NUMBER),
        _word("verb", VERBS),
        _word("state", tuple(STATES)),
        StoredColumn(name="detail", type=_JSON),
        StoredColumn(name="actor", type=_TEXT),
        StoredColumn(name="login", type=_TEXT, default="SESSION_USER"),
        StoredColumn(name="at", type=_TIME, default=NOW),
        indexes=(("request",),),
    )


def _notice(keeper: str) -> StoredTable:
    return _table(
        keeper,
        "notice",
        StoredColumn(name="recipient", type=_TEXT),
        *_errand(NOTICE_STATES),
        StoredColumn(name="disclosures", type=_JSON),
        indexes=(("state", "next_at"), ("request",), ("pseudonym",)),
    )


def _task(keeper: str) -> StoredTable:
    """`about` is how the other system knows the person. Of a file, the cell that names it is said, and its digest."""
    return _table(
        keeper,
        "task",
        StoredColumn(name="system", type=_TEXT),
        *_errand(TASK_STATES),
        _maybe("about", _JSON),
        _maybe("assigned"),
        _maybe("table_name"),
        _maybe("row_key", _JSON),
        _maybe("column_name"),
        _maybe("file"),
        indexes=(("state", "next_at"), ("request",), ("pseudonym",), ("table_name", "row_key")),
    )


def _errand(states: tuple[str, ...]) -> tuple[StoredColumn, ...]:
    """What a notice and a task have in common."""
    return (
        _word("what", DEEDS),
        *_person(),
        StoredColumn(name="categories", type=_JSON),
        _maybe("request", _NUMBER),
        _word("state", states),
        StoredColumn(name="due_at", type=_TIME),
        StoredColumn(
            name="message",
            type=_TEXT,
            default="('msg_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text))",
        ),
        StoredColumn(name="attempts", type="integer", default="0"),
        _maybe("next_at", _TIME),
        _maybe("answered"),
        _maybe("evidence"),
        _maybe("done_by"),
        _maybe("done_at", _TIME),
        StoredColumn(name="since", type=_TIME, default=NOW),
    )


def _breach(keeper: str) -> StoredTable:
    return _table(
        keeper,
        "breach",
        StoredColumn(name="role", type=_TEXT),
        StoredColumn(name="from_at", type=_TIME),
        StoredColumn(name="to_at", type=_TIME),
        StoredColumn(name="known_at", type=_TIME),
        StoredColumn(name="due_at", type=_TIME),
        StoredColumn(name="reach", type=_JSON),
        StoredColumn(name="because", type=_TEXT),
        StoredColumn(name="actor", type=_TEXT),
        StoredColumn(name="at", type=_TIME, default=NOW),
        _maybe("told_at", _TIME),
        _maybe("told"),
    )


def _person() -> tuple[StoredColumn, ...]:
    return _maybe("kind"), _maybe("key", _JSON), _maybe("pseudonym")


def _word(name: str, words: tuple[str, ...]) -> StoredColumn:
    return StoredColumn(name=name, type=_TEXT, check=one_of(name, words))


def _maybe(name: str, kind: str = _TEXT) -> StoredColumn:
    return StoredColumn(name=name, type=kind, nullable=True)


def _table(keeper: str, name: str, *columns: StoredColumn, indexes: tuple[tuple[str, ...], ...] = ()) -> StoredTable:
    number = StoredColumn(name="id", type=_NUMBER, identity=True)
    return StoredTable(
        relation=Relation(STANDING_SCHEMA, name),
        owner=keeper,
        columns=(number, *columns),
        primary_key=("id",),
        indexes=indexes,
    )
