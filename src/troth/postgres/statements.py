"""The fixed SQL statements of Troth, by name, from the .sql files that are shipped with it.

A statement begins with a line `-- name: what it reads` and ends where the next one begins. Its parameters are psycopg's
`%(name)s`; an actual percent sign is written twice.
"""

from __future__ import annotations

import functools
from importlib import resources

from psycopg import sql

MARK = "-- name:"


def statement(name: str) -> sql.SQL:
    """The statement of this name. Raises `KeyError` if no file has it."""
    return _statements()[name]


@functools.cache
def _statements() -> dict[str, sql.SQL]:
    found: dict[str, sql.SQL] = {}
    for file in sorted(resources.files("troth.postgres").joinpath("sql").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            for name, text in parse(file.read_text(encoding="utf-8")).items():
                if name in found:
                    raise ValueError(f"two statements are named {name!r}")
                found[name] = sql.SQL(text)
    return found


def parse(text: str) -> dict[str, str]:
    """The statements of one file's text, by name. Raises `ValueError` if two have the same name."""
    found: dict[str, str] = {}
    for part in ("\n" + text).split("\n" + MARK)[1:]:
        name, _, body = part.partition("\n")
        if name.strip() in found:
            raise ValueError(f"two statements are named {name.strip()!r}")
        found[name.strip()] = body.strip()
    return found
