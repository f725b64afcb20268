"""A purpose that opens cases to which some of its rows cannot be related."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.compiler.windows import windows
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.mapped.ways import reach

CODE = "TR337"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """No way leads from any owner of a table that the purpose shows to the table of its cases."""
    for window in windows(declared.policy, mapped):
        case = declared.policy.purposes[window.purpose].open_per
        to = mapped.cases.get(case.case) if case else None
        for table in window.tables.values() if to else ():
            if table.owners and not any(to and reach(mapped, table.table, owner, to) for owner in table.owners):
                yield Finding(
                    code=CODE,
                    message=f"no way leads from the rows of `{table.relation}` to those of `{to}`",
                    where=declared.in_policy("purposes", window.purpose, "open_per"),
                    why="such a row would never be shown, whatever case is opened",
                    hint=f"give `{to}` an owner of the same kind, or let `{window.purpose}` not use `{table.relation}`",
                )
