"""The fixed statements: found by name, each name once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import troth
from troth.postgres.statements import parse, statement

SOURCE = Path(troth.__file__).parent


def test_statements_are_found_by_name() -> None:
    assert "pg_roles" in statement("catalogue server").as_string(None)
    with pytest.raises(KeyError):
        statement("catalogue of nothing")


def test_a_statement_ends_where_the_next_begins() -> None:
    text = "-- about the file\n-- name: first\n-- why\nselect ' -- name: x'\n\n-- name: second one\nselect 2\n"
    assert parse(text) == {"first": "-- why\nselect ' -- name: x'", "second one": "select 2"}


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two statements are named 'first'"):
        parse("-- name: first\nselect 1\n-- name: first\nselect 2")


def test_each_is_used() -> None:
    """By its name, or where a name is put together, by how it begins."""
    source = "".join(file.read_text() for file in SOURCE.rglob("*.py"))
    begun = tuple(re.findall(r'f"((?:catalogue|owed) )\{', source))
    names = [name for file in SOURCE.rglob("*.sql") for name in parse(file.read_text())]
    assert len(begun) == 2 and len(names) > 300
    assert [name for name in names if f'"{name}"' not in source and not name.startswith(begun)] == []
