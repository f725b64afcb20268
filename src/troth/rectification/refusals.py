"""Why a cell cannot be corrected, in words: what it is, or what the company's own database says about the value.

Nothing of another row is repeated: PostgreSQL's own details would tell whose value it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from troth.findings import Finding, Place
from troth.mapped.model import MappedColumn, MappedTable

CELL, VALUE = "TR758", "TR759"


def no_cell(message: str, where: str, hint: str = "the access copy shows which cells are the person's") -> Finding:
    """The finding for a cell that is not the person's, or that is never corrected."""
    return Finding(
        code=CELL,
        message=message,
        where=Place(object=where),
        why="a person corrects their own data, and nothing that decides whose data it is or how long it lives",
        hint=hint,
    )


def not_taken(problem: psycopg.Error, table: MappedTable, columns: Sequence[MappedColumn]) -> Finding:
    """The finding for values that PostgreSQL does not take."""
    where = ", ".join(f"{table.relation}.{column.name}" for column in columns)
    kind = columns[0].column.type if len(columns) == 1 else "value of its column's type"
    return Finding(
        code=VALUE,
        message=f"`{where}` cannot be so: {_words(problem, kind)}",
        where=Place(object=str(table.relation)),
        why="a correction goes through the same types, constraints and triggers as every other write",
        hint="nothing was changed; correct the value, or all columns that belong together at once",
    )


def _words(problem: psycopg.Error, kind: str) -> str:
    name = problem.diag.constraint_name
    match problem:
        case psycopg.errors.UniqueViolation():
            return f"another row has it, and `{name}` allows it once"
        case psycopg.errors.CheckViolation():
            return f"the rule `{name}` does not allow it"
        case psycopg.errors.NotNullViolation():
            return "the column may not be empty"
        case psycopg.errors.ForeignKeyViolation():
            return f"there is nothing that it could refer to (`{name}`), or something refers to what was there"
        case psycopg.errors.ExclusionViolation():
            return f"it meets another row, which `{name}` does not allow"
        case psycopg.errors.StringDataRightTruncation():
            return f"it is too long for {kind}"
        case psycopg.errors.RaiseException():
            return f"a trigger refuses it: {problem.diag.message_primary}"
        case psycopg.DataError() | psycopg.errors.DatatypeMismatch():
            return f"it is no {kind}"
    return problem.diag.message_primary or "PostgreSQL refuses it"
