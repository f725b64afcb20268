"""Which recipients have to be told of what is done about a person: all to whom the data was given (Art. 19 GDPR)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from troth.postgres.statements import statement

WITHIN = "7 days"
"""In which time a recipient is to be told: Art. 19 GDPR names none, and means without delay."""


def given_to(people: sql.Composable) -> sql.Composed:
    """The query for the recipients of the data of some people. `people` is a query in brackets with one column, the
    key of each as a JSON array of its parts; asked_of() gives the other parameters."""
    return statement("notice given").format(people=people)


def owed(people: sql.Composable) -> sql.Composed:
    """The statement that writes down that those recipients have to be told."""
    return statement("notice owe").format(given=given_to(people))


def asked_of(
    what: str,
    kind: str,
    *,
    categories: Sequence[str] = (),
    purposes: Sequence[str] = (),
    request: int | None = None,
) -> Mapping[str, Any]:
    """The parameters of both: of which kind of people, which categories (none named: all), disclosed for what."""
    return {
        "what": what,
        "kind": kind,
        "categories": sorted(categories) or None,
        "purposes": sorted(purposes) or None,
        "request": request,
        "within": WITHIN,
    }
