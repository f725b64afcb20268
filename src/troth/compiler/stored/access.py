"""Where it is kept what people say beside an issued document, and which keys are one and the same human."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

DESK_MAY: dict[str, tuple[str, ...]] = {"annotation": (), "same_person": ()}
"""The desk sees no personal data: both are read and written by the tables' owner alone."""

_NUMBER, _TEXT, _JSON, _TIME = "bigint", "text", "jsonb", "timestamp with time zone"
_NOW = "clock_timestamp()"


def access_tables(keeper: str) -> Iterator[StoredTable]:
    """Annotations of single cells, and confirmed matches between people."""
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "annotation"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type=_NUMBER, identity=True),
            StoredColumn(name="kind", type=_TEXT),
            StoredColumn(name="key", type=_JSON),
            StoredColumn(name="table_name", type=_TEXT),
            StoredColumn(name="row", type=_JSON),
            StoredColumn(name="column_name", type=_TEXT),
            StoredColumn(name="says", type=_TEXT, nullable=True),
            StoredColumn(name="beside_nothing", type="boolean", default="false"),
            StoredColumn(name="because", type=_TEXT, nullable=True),
            StoredColumn(name="actor", type=_TEXT),
            StoredColumn(name="at", type=_TIME, default=_NOW),
        ),
        primary_key=("id",),
        indexes=(("kind", "key"), ("table_name", "row")),
    )
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "same_person"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type=_NUMBER, identity=True),
            StoredColumn(name="kind", type=_TEXT),
            StoredColumn(name="key", type=_JSON),
            StoredColumn(name="other_kind", type=_TEXT),
            StoredColumn(name="other_key", type=_JSON),
            StoredColumn(name="because", type=_TEXT),
            StoredColumn(name="actor", type=_TEXT),
            StoredColumn(name="since", type=_TIME, default=_NOW),
        ),
        primary_key=("id",),
        indexes=(("kind", "key"), ("other_kind", "other_key")),
    )
