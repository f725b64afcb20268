"""What proves, after a person is gone, what they had said and that they were erased. It names nobody.

Whoever comes back and says who they were can be shown that it was them: their key, under the secret that is kept here,
gives the pseudonym. The other way round there is no way.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.stored.printed import NOW
from troth.postgres.catalogue import Relation
from troth.postgres.objects import StoredColumn, StoredTable

ACCOUNTABILITY = "3 years"
"""How long what proves a consent or an erasure is kept after the person is gone (GDPR, Art. 5(2) and 7(1))."""

DESK_MAY = {"erased_person": ("SELECT", "INSERT", "DELETE"), "evidence": ("SELECT", "INSERT", "DELETE")}
"""What the desk may do with each table."""

_TEXT, _TIME = "text", "timestamp with time zone"


def evidence_tables(keeper: str) -> Iterator[StoredTable]:
    """One row for each person who is gone, and one for each word they had said, until nobody can ask for proof."""
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "erased_person"),
        owner=keeper,
        columns=(
            StoredColumn(name="pseudonym", type=_TEXT),
            StoredColumn(name="kind", type=_TEXT),
            StoredColumn(name="secret", type="bytea"),
            StoredColumn(name="at", type=_TIME, default=NOW),
            StoredColumn(name="until", type=_TIME),
        ),
        primary_key=("pseudonym",),
    )
    yield StoredTable(
        relation=Relation(STANDING_SCHEMA, "evidence"),
        owner=keeper,
        columns=(
            StoredColumn(name="id", type="bigint", identity=True),
            StoredColumn(name="pseudonym", type=_TEXT),
            StoredColumn(name="word", type=_TEXT),
            StoredColumn(name="purpose", type=_TEXT, nullable=True),
            StoredColumn(name="detail", type="jsonb"),
            StoredColumn(name="policy_version", type="integer"),
            StoredColumn(name="said_at", type=_TIME),
        ),
        primary_key=("id",),
        indexes=(("pseudonym",),),
    )
