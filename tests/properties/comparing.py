"""What is in the database held against what should be: rows, and what windows show of them."""

from __future__ import annotations

from psycopg import sql
from psycopg.rows import dict_row

from properties.attempts import base, visible
from properties.built import Built
from properties.evaluator import Evaluator
from properties.reading import Row
from properties.staying import as_sets


def rows_of(made: Built) -> dict[str, list[Row]]:
    """All rows of the company, as they are in the database."""
    found: dict[str, list[Row]] = {}
    with made.chief.cursor(row_factory=dict_row) as cursor:
        for table in made.case.schema:
            found[table] = cursor.execute(sql.SQL("select * from {}").format(base(table))).fetchall()
    return found


def differences(found: dict[str, list[Row]], expected: dict[str, list[Row]]) -> list[str]:
    """What is in the database and should not be, and what is not and should, row by row."""
    here, there = as_sets(found), as_sets(expected)
    extra = [f"in {table}, and should not be: {dict(row)}" for table in here for row in here[table] - there[table]]
    return extra + [f"not in {table}: {dict(row)}" for table in here for row in there[table] - here[table]]


def wrongly_seen(made: Built, evaluator: Evaluator) -> list[str]:
    """The rows that a window shows and should not, or should and does not."""
    wrong = []
    for purpose in evaluator.purposes:
        for table, keys in evaluator.visible(purpose).items():
            seen = visible(made, f"shop_for_{purpose}", f"for_{purpose}", table)
            wrong += [f"{purpose} sees {table} {key}, and should not" for key in seen - keys]
            wrong += [f"{purpose} does not see {table} {key}" for key in keys - seen]
    for recipient in [name for name, said in evaluator.recipients.items() if "as" not in said]:
        for table, keys in evaluator.recipient_visible(recipient).items():
            seen = visible(made, f"shop_to_{recipient}", f"to_{recipient}", table)
            wrong += [f"{recipient} is given {table} {key}, and should not be" for key in seen - keys]
            wrong += [f"{recipient} is not given {table} {key}" for key in keys - seen]
    return wrong
