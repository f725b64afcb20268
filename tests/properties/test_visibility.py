"""PostgreSQL shows and takes exactly what the meaning says: invented companies, held to the reference evaluator."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings

from properties.attempts import base, elsewhere, instead_of, refuses_to_read, shape, short, values, visible
from properties.built import Built, Site, built
from properties.case import Case
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.pseudonyms import Pseudonyms
from properties.reading import Key
from properties.tickets import readers, show_ticket
from properties.wiping import seen_at
from properties.writing import wrong_writes

EXAMPLES = int(os.environ.get("TROTH_EXAMPLES", "200"))


@settings(max_examples=EXAMPLES // 2)
@given(case=cases())
def test_windows_show_and_take_what_the_meaning_says(case: Case, site: Site) -> None:
    _hold_to_the_meaning(case, site)


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(case=cases())
def test_many_windows_show_and_take_what_the_meaning_says(case: Case, site: Site) -> None:
    _hold_to_the_meaning(case, site)


def _hold_to_the_meaning(case: Case, site: Site) -> None:
    with built(case, site) as made:
        evaluator = case.evaluator()
        for purpose in evaluator.purposes:
            role, schema = f"shop_for_{purpose}", f"for_{purpose}"
            assert shape(made, schema) == _by_short_name(evaluator.shape(purpose))
            assert _seen(made, role, schema, evaluator.shape(purpose)) == evaluator.visible(purpose)
            _shows_the_cells_of_whom_it_may(made, evaluator, purpose)
            _shows_no_more_than_its_levels(made, evaluator, purpose)
            _shows_pseudonyms(made, evaluator, schema, evaluator.shape(purpose), role)
            _reaches_nothing_else(made, role, schema)
            assert wrong_writes(made, evaluator, purpose) == []
        for recipient in evaluator.recipients:
            role, schema = f"shop_to_{recipient}", f"to_{recipient}"
            assert shape(made, schema) == _by_short_name(evaluator.recipient_shape(recipient))
            for reader in readers(evaluator, recipient):
                show_ticket(made, recipient, reader)
                expected = evaluator.recipient_visible(recipient, reader)
                assert _seen(made, role, schema, evaluator.recipient_shape(recipient)) == expected, reader
                _shows_pseudonyms(made, evaluator, schema, evaluator.recipient_shape(recipient), role)
            _reaches_nothing_else(made, role, schema)


def _shows_the_cells_of_whom_it_may(made: Built, evaluator: Evaluator, purpose: str) -> None:
    """Of rows of several people: exactly the cells that are not hidden for somebody's sake."""
    pseudonyms = Pseudonyms(evaluator, purpose)
    for table, keys in evaluator.visible(purpose).items() if evaluator.purposes[purpose].get("joint") else ():
        if evaluator.map.is_plain(table):
            continue
        made_of = {**evaluator.level_columns(purpose, table), **pseudonyms.columns(table)}
        columns = evaluator.shape(purpose)[table]
        rows = {evaluator.map.key_of(table, row): evaluator.cells(purpose, table, row) for row in evaluator.data[table]}
        shown = values(made, f"shop_for_{purpose}", f"for_{purpose}", table, columns)
        told = {key: [v is None if c in made_of else v for c, v in zip(columns, row, strict=True)]
                for key, row in shown.items()}  # fmt: skip
        assert told == {key: [rows[key][c] is None if c in made_of else rows[key][c] for c in columns] for key in keys}


def _shows_no_more_than_its_levels(made: Built, evaluator: Evaluator, purpose: str) -> None:
    for table, keys in evaluator.visible(purpose).items():
        levels = {} if evaluator.map.is_plain(table) else evaluator.level_columns(purpose, table)
        columns = [column for column in evaluator.shape(purpose)[table] if column in levels]
        expected = {
            evaluator.map.key_of(table, row): tuple(seen_at(levels[c], cells[c], evaluator.zone) for c in columns)
            for row in evaluator.data[table]
            for cells in [evaluator.cells(purpose, table, row)]
        }
        shown = values(made, f"shop_for_{purpose}", f"for_{purpose}", table, columns) if columns else {}
        assert shown == ({key: expected[key] for key in keys} if columns else {})


def _shows_pseudonyms(made: Built, evaluator: Evaluator, schema: str, tables: dict[str, list[str]], role: str) -> None:
    pseudonyms = Pseudonyms.of(evaluator, schema)
    for table, shown in tables.items():
        columns = [column for column in shown if column in pseudonyms.columns(table)]
        rows = {
            evaluator.map.key_of(table, row): tuple(cells[column] for column in columns)
            for row in evaluator.data[table]
            for cells in [row if pseudonyms.recipient else evaluator.cells(pseudonyms.purpose, table, row)]
        }
        for key, found in values(made, role, schema, table, columns).items() if columns else ():
            assert found == instead_of(made, pseudonyms, table, columns, rows[key]), (schema, table)


def _by_short_name(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    return {short(table): columns for table, columns in tables.items()}


def _seen(made: Built, role: str, schema: str, tables: dict[str, list[str]]) -> dict[str, set[Key]]:
    return {table: visible(made, role, schema, table) for table in tables}


def _reaches_nothing_else(made: Built, role: str, schema: str) -> None:
    assert elsewhere(made, role, schema) == []
    for table in made.case.schema:
        assert refuses_to_read(made, role, base(table)), (role, table)
