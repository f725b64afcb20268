"""A kind of person without a table of their own, or with two."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.tables.model import TableName

CODE = "TR202"
_WHY = "the primary key of that table is the person's key; every path ends there"


def check(declared: Declared) -> Iterator[Finding]:
    """Each kind has exactly one table whose rows are its people."""
    tables: dict[str, TableName] = {}
    for name, table in declared.data_map.tables.items():
        if table.subject and table.subject in tables:
            yield Finding(
                code=CODE,
                message=f"both `{tables[table.subject]}` and `{name}` are the table of the subject `{table.subject}`",
                where=declared.in_table(name, "subject"),
                why=_WHY,
                hint="a person of two kinds is two subjects: give one of them a kind of its own, or `owners`",
            )
        elif table.subject:
            tables[table.subject] = name
    for kind in declared.policy.subjects:
        if kind in tables:
            continue
        owned = [
            (name, owner)
            for name, table in declared.data_map.tables.items()
            for owner, said in table.owners.items()
            if said.kind == kind
        ]
        yield Finding(
            code=CODE,
            message=f"no table is the table of the subject `{kind}`",
            where=declared.in_table(owned[0][0], "owners", owned[0][1])
            if owned
            else declared.in_policy("subjects", kind),
            why=_WHY,
            hint=f"add `subject: {kind}` to the table in which one row is one {kind}",
            level=Level.ERROR if owned else Level.WARNING,
        )
