"""Where Troth keeps what holds for each person: their consents, what is hidden from whom, restrictions, holds, history.

One set of tables per kind of person, keyed by the person's own key, so that a look-up is one index probe. `hidden` is
what windows look at; `restriction` and `history` say why. Windows never see any of them directly.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA, restricted_rows, row_columns, standing, subject_columns
from troth.compiler.stored.access import access_tables
from troth.compiler.stored.evidence import evidence_tables
from troth.compiler.stored.journal import journal_tables
from troth.compiler.stored.ledger import ledger_tables
from troth.compiler.stored.printed import NOW, one_of
from troth.compiler.stored.proofs import proof_tables
from troth.compiler.stored.pseudonyms import pseudonym_tables
from troth.compiler.stored.requests import request_tables
from troth.compiler.stored.retention import retention_tables
from troth.compiler.stored.sharing import sharing_tables
from troth.compiler.stored.suppression import suppression_tables
from troth.mapped.model import Mapped, MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.objects import Function, StoredColumn, StoredTable

_TEXT, _TIME, _JSON = "text", "timestamp with time zone", "jsonb"

WORDS = (
    "consent", "withdraw", "object", "uphold", "refuse", "restrict", "lift", "begin", "end", "hold", "release",
    "access", "port", "rectify", "annotate", "erase",
    "agree", "disagree", "confirm", "notify", "approve", "disapprove", "child", "mistaken",
)  # fmt: skip
"""What history records: each is one word somebody said about one person."""

CAUSES = ("ended", "objection", "restriction", "child")
"""Why a person is hidden from a purpose."""


def standing_tables(mapped: Mapped, keeper: str) -> Iterator[StoredTable]:
    """The tables of standing of every kind of person, of single rows, and of Troth's own state."""
    for kind in mapped.kinds():
        yield from _of_kind(kind, mapped.subject_table(kind), keeper)
    for table in mapped.tables.values():
        if table.restrict_rows:
            yield _of_rows(table, keeper)
    yield _deployment(keeper)
    yield _holds(keeper)
    yield from ledger_tables(keeper)
    yield from request_tables(keeper)
    yield from journal_tables(keeper)
    yield from evidence_tables(keeper)
    yield from suppression_tables(keeper)
    yield from pseudonym_tables(keeper)
    yield from sharing_tables(keeper)
    yield from access_tables(keeper)
    yield from proof_tables(keeper)
    yield from retention_tables(keeper)


def _key_columns(table: MappedTable) -> tuple[StoredColumn, ...]:
    key = table.table.primary_key
    types = [column.type for name in key if (column := table.table.column(name))]
    return tuple(StoredColumn(name=name, type=kind) for name, kind in zip(subject_columns(key), types, strict=True))


def _of_kind(kind: str, table: MappedTable, keeper: str) -> Iterator[StoredTable]:
    key = _key_columns(table)
    yield from _looked_up(kind, key, keeper)
    yield from _said(kind, key, keeper)


def _looked_up(kind: str, key: tuple[StoredColumn, ...], keeper: str) -> Iterator[StoredTable]:
    """What row policies look up: who has consented and agreed to what, and from whom whom to hide."""
    names = tuple(column.name for column in key)
    yield StoredTable(
        relation=standing("consent", kind),
        owner=keeper,
        columns=(*key, StoredColumn(name="purpose", type=_TEXT), StoredColumn(name="given_at", type=_TIME)),
        primary_key=(*names, "purpose"),
        indexes=(("purpose", *names),),
    )
    yield StoredTable(
        relation=standing("agreed", kind),
        owner=keeper,
        columns=(
            *key,
            StoredColumn(name="what", type=_TEXT),
            StoredColumn(name="version", type="integer", default="1"),
            StoredColumn(name="at", type=_TIME, default=NOW),
            StoredColumn(name="until", type=_TIME, nullable=True),
        ),
        primary_key=(*names, "what"),
        indexes=(("what", *names),),
    )
    yield StoredTable(
        relation=standing("hidden", kind),
        owner=keeper,
        columns=(
            *key,
            StoredColumn(name="scope", type=_TEXT),
            StoredColumn(name="cause", type=_TEXT, check=one_of("cause", CAUSES)),
            StoredColumn(name="reference", type="bigint"),
            StoredColumn(name="until", type=_TIME, nullable=True),
        ),
        primary_key=(*names, "scope", "cause", "reference"),
        indexes=(("scope", *names, "until"),),
    )


def _said(kind: str, key: tuple[StoredColumn, ...], keeper: str) -> Iterator[StoredTable]:
    """What was said about people: the restrictions that stand, and every word ever."""
    names = tuple(column.name for column in key)
    yield StoredTable(
        relation=standing("restriction", kind),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="bigint", identity=True),
            *key,
            StoredColumn(name="ground", type=_TEXT),
            StoredColumn(name="scope", type=_JSON),
            StoredColumn(name="until", type=_TIME, nullable=True),
            StoredColumn(name="since", type=_TIME, default=NOW),
        ),
        primary_key=("id",),
        indexes=(names,),
    )
    yield StoredTable(
        relation=standing("history", kind),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="bigint", identity=True),
            *key,
            StoredColumn(name="word", type=_TEXT, check=one_of("word", WORDS)),
            StoredColumn(name="purpose", type=_TEXT, nullable=True),
            StoredColumn(name="detail", type=_JSON),
            StoredColumn(name="policy_version", type="integer"),
            StoredColumn(name="actor", type=_TEXT),
            StoredColumn(name="login", type=_TEXT, default="SESSION_USER"),
            StoredColumn(name="at", type=_TIME, default=NOW),
        ),
        primary_key=("id",),
        indexes=(names,),
    )


def _of_rows(table: MappedTable, keeper: str) -> StoredTable:
    """Restrictions are numbered for each kind of person, so the kind belongs to the key."""
    columns = [table.table.column(name) for name in table.table.primary_key]
    names = row_columns(table.table.primary_key)
    return StoredTable(
        relation=restricted_rows(table.relation),
        owner=keeper,
        columns=(
            *(StoredColumn(name=name, type=column.type) for name, column in zip(names, columns, strict=True) if column),
            StoredColumn(name="kind", type=_TEXT),
            StoredColumn(name="reference", type="bigint"),
            StoredColumn(name="until", type=_TIME, nullable=True),
        ),
        primary_key=(*names, "kind", "reference"),
    )


def _deployment(keeper: str) -> StoredTable:
    """What was applied: each version of the policy and the data map, when and by whom."""
    return StoredTable(
        relation=Relation(STANDING_SCHEMA, "deployment"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="bigint", identity=True),
            StoredColumn(name="policy", type=_TEXT),
            StoredColumn(name="prefix", type=_TEXT),
            StoredColumn(name="version", type="integer"),
            StoredColumn(name="policy_file", type=_TEXT),
            StoredColumn(name="tables_file", type=_TEXT),
            StoredColumn(name="login", type=_TEXT, default="SESSION_USER"),
            StoredColumn(name="at", type=_TIME, default=NOW),
        ),
        primary_key=("id",),
    )


def _holds(keeper: str) -> StoredTable:
    """Holds set by people: for a person, or for one row, over some categories."""
    return StoredTable(
        relation=Relation(STANDING_SCHEMA, "hold"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="bigint", identity=True),
            StoredColumn(name="kind", type=_TEXT, nullable=True),
            StoredColumn(name="table_name", type=_TEXT, nullable=True),
            StoredColumn(name="key", type=_JSON),
            StoredColumn(name="keeps", type=_JSON),
            StoredColumn(name="ground", type=_TEXT, check=one_of("ground", ("claims", "law"))),
            StoredColumn(name="because", type=_TEXT),
            StoredColumn(name="review_on", type="date", nullable=True),
            StoredColumn(name="until", type=_TIME, nullable=True),
            StoredColumn(name="actor", type=_TEXT),
            StoredColumn(name="since", type=_TIME, default=NOW),
        ),
        primary_key=("id",),
        indexes=(("kind", "key"),),
    )


def _earliest(here: str) -> str:
    """The earliest local time that lies no longer than `length` before `here`; months are cut as the calendar does."""
    back = f"({here} - length)"
    return (
        f"(CASE WHEN {back} + length = {here} THEN {back} ELSE date_trunc('month', {back}) + '1 month'::interval END)"
    )


def _year_of(first: str) -> str:
    """The start of the earliest year whose end is not before `first`."""
    year = f"date_trunc('year', {first})"
    return f"(CASE WHEN {first} = {year} THEN {first} - '1 year'::interval ELSE {year} END)"


def functions(time_zone: str, keeper: str) -> tuple[Function, ...]:
    """Time as the policy reads it.

    Each body but that of `still` is one expression, so that PostgreSQL inlines it, and is parsed when it is made, so
    that no search path can bend it.
    """
    zone = "'" + time_zone.replace("'", "''") + "'"
    here = f"timezone({zone}, instant)"
    local, day = _earliest(here), _earliest(f"date_trunc('day', {here})")
    exact, exact_day = f"({here} - length)", f"(date_trunc('day', {here}) - length)"
    # Days and weeks count back exactly; only months and years are cut where the calendar has no such day.
    bodies = {
        "since_local": ("timestamp without time zone", local),
        "since_instant": ("timestamp with time zone", f"timezone({zone}, {local})"),
        "since_day": ("date", f"{day}::date"),
        "since_days_local": ("timestamp without time zone", exact),
        "since_days_instant": ("timestamp with time zone", f"timezone({zone}, {exact})"),
        "since_days_day": ("date", f"{exact_day}::date"),
        "since_year_local": ("timestamp without time zone", _year_of(local)),
        "since_year_instant": ("timestamp with time zone", f"timezone({zone}, {_year_of(local)})"),
        "since_year_day": ("date", f"date_trunc('year', {day})::date"),
    }
    plain = {
        "clock": ("timestamp with time zone", "now()"),
        "today": ("date", f"timezone({zone}, {STANDING_SCHEMA}.clock())::date"),
    }
    # With a sub-select PostgreSQL does not inline it, and counts its cost for every hidden person whom a plan would
    # hash: whoever reads one row then looks up one person. It runs only for what ends at a set time.
    still = ("boolean", f"(SELECT until >= {STANDING_SCHEMA}.clock())")
    arguments = "instant timestamp with time zone, length interval"
    return (
        *(_function(name, "", *said, keeper) for name, said in plain.items()),
        _function("still", "until timestamp with time zone", *still, keeper),
        *(_function(name, arguments, *said, keeper) for name, said in bodies.items()),
    )


def _function(name: str, arguments: str, returns: str, body: str, keeper: str) -> Function:
    return Function(
        schema=STANDING_SCHEMA, name=name, arguments=arguments, returns=returns, body=f"RETURN {body}", owner=keeper
    )
