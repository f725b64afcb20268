# ruff: noqa: E501
"""A schema of the company that has the name of a window."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_table_in_a_schema_that_a_window_takes(found: Found) -> None:
    made = "drop schema if exists for_support cascade; create schema for_support; create table for_support.ticket (id int primary key)"
    tables = {"  listing_category: plain": "  for_support.ticket: plain\n  listing_category: plain"}
    assert found("TR321", made, tables=tables) == {
        ("error", "`for_support.ticket` stands in schema `for_support`, which the window of `support` would take")
    }
