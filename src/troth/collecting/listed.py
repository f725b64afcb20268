"""What the company's own list says a form takes, where some values hold: read from the table that rows are held to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from troth.checks import Declared
from troth.postgres.statements import statement
from troth.tables.collecting import Fills


def read_listed(
    connection: psycopg.Connection[Any], declared: Declared, form: str, at: Mapping[str, str]
) -> Mapping[str, str] | None:
    """How the list takes each category; None if the form has no list, or not every value it asks for is known."""
    for fills in declared.data_map.forms.get(form, ()):
        if fills.list_ is not None and all(name in at for name in fills.by):
            return _rows(connection, fills, at)
    return None


def _rows(connection: psycopg.Connection[Any], fills: Fills, at: Mapping[str, str]) -> Mapping[str, str]:
    fields = fills.list_
    assert fields is not None
    same = [
        sql.SQL("{}::text = {}").format(sql.Identifier(fields.by.get(name, name)), sql.Literal(at[name]))
        for name in fills.by
    ]
    query = statement("collecting list").format(
        field=sql.Identifier(fields.field),
        takes=sql.Identifier(fields.is_),
        table=sql.Identifier(*fields.table),
        same=sql.SQL(" and ").join(same),
    )
    return dict(connection.execute(query).fetchall())
