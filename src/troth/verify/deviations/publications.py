"""A publication that sends personal tables to another server, where no window guards them."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Level, Place
from troth.postgres.catalogue import Relation
from troth.verify.look import Look

CODE = "TR526"
_WHY = "logical replication sends every row, and erasures only as long as both servers are in step"


def find(look: Look) -> Iterator[Finding]:
    """One note for each personal table that is published."""
    for row in look.rows("verify publications", look.personal_names):
        relation, publication = Relation(row["schema"], row["name"]), sql.Identifier(row["publication"])
        if row["everything"]:
            mend = sql.SQL("drop publication {}").format(publication)
        elif row["by_schema"]:
            mend = sql.SQL("alter publication {} drop tables in schema {}").format(
                publication, sql.Identifier(relation.schema)
            )
        else:
            mend = sql.SQL("alter publication {} drop table {}").format(publication, sql.Identifier(*relation))
        yield Finding(
            code=CODE,
            message=f"publication `{row['publication']}` sends `{relation}` to whoever subscribes",
            where=Place(object=f"publication {row['publication']}"),
            why=_WHY,
            hint=look.mend([mend]),
            level=Level.NOTE,
        )
