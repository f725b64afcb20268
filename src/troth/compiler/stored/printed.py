"""What the tables of Troth's own are written with: checks and defaults as PostgreSQL prints them back."""

from __future__ import annotations

from collections.abc import Iterable

NOW = "clock_timestamp()"
"""The server's own time, as the default of a column."""


def one_of(column: str, words: Iterable[str]) -> str:
    """The check that a column is one of some words."""
    listed = ", ".join(f"'{word}'::text" for word in words)
    return f"CHECK (({column} = ANY (ARRAY[{listed}])))"
