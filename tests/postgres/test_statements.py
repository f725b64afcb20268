"""The fixed statements: found by name, each name once."""

from __future__ import annotations

import pytest

from troth.postgres.statements import parse, statement


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
