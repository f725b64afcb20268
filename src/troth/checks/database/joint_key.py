"""A row of several people that would be shown without its key, because the key leads to one of them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.windows import windows
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR344"
_WHY = "the key leads to somebody who may have to be hidden; hidden, it would name no row, and shown, it would tell who"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Primary keys that are a link, or the data, of one of several owners, under `joint: cells`."""
    for window in windows(declared.policy, mapped):
        for table in window.tables.values():
            whose = dict(table.joint)
            for column in table.table.table.primary_key:
                if column in whose:
                    yield Finding(
                        code=CODE,
                        message=f"`{table.relation}.{column}` is a key, and leads to the "
                        f"{' and the '.join(sorted(whose[column]))}; `{window.purpose}` has `joint: cells`",
                        where=place(declared, table.relation, column),
                        why=_WHY,
                        hint="give the table a key of its own; or let the purpose keep to `joint: row`, or to one "
                        "owner (`about`)",
                    )
