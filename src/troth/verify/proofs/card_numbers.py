"""No text of a table holds the number of a payment card, and no window can write one there."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.rows import Row, either
from troth.compiler.written.card_numbers import NAME, alike, texts
from troth.mapped.model import MappedTable
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.tables.model import parse_table
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.written import all_rows, rows_where, rules_stand

KIND = "card_numbers"
EVERYTHING = "everything"
ARGUMENT = takes("table", one_of=(EVERYTHING,))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The row policies that refuse them, the function these ask, and a search of every text there is."""
    everything = EVERYTHING in argument.all("table")
    named = {Relation(*parse_table(name)) for name in argument.all("table")}
    changed = [change for change in look.changes if f"{STANDING_SCHEMA}.{NAME}(" in change.key.name]
    says = f"the function that recognises them {'was changed' if changed else 'is as it was made'}"
    yield Evidence(kept=not changed, says=says, how=f"pg_proc: {STANDING_SCHEMA}.{NAME}", count=1)
    for table in look.personal:
        if not everything and table.relation not in named:
            continue
        columns = list(texts(table, Row("x")))
        if not columns:
            continue
        if "card_numbers" not in table.refuse:
            says = f"{table.relation} does not refuse them: {', '.join(columns)} could take one"
            yield Evidence(kept=False, says=says, how="the data map", count=len(columns))
            continue
        yield rules_stand(look, table.relation, [f"card number in {name}" for name in columns])
        yield _search(look, table, columns)


def _search(look: Look, table: MappedTable, columns: list[str]) -> Evidence:
    holds = sql.Identifier(STANDING_SCHEMA, NAME)
    found_in = [
        sql.SQL("({} and {}({}))").format(alike(text), holds, text)
        for text in texts(table, Row(table.relation.name)).values()
    ]
    count, found = all_rows(look, table.relation), rows_where(look, table.relation, either(found_in))
    says = f"{found or 'none'} of {count} rows of {table.relation} hold one, in {', '.join(columns)}"
    return Evidence(kept=not found, says=says, how=f"count(*) of {table.relation}", count=count)
