"""A gate that asks for rows which nothing relates to the gated row."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.compiler.written.gate_rules import owner_of
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.mapped.ways import reach
from troth.postgres.catalogue import Relation

CODE = "TR326"
_WHY = "the papers of somebody else must never open a gate"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """No way leads from the gate's table to that of a need, or a column for `at` and `to` is no date or time."""
    for name, gate in mapped.gates.items():
        table = mapped.tables.get(Relation(*gate.table))
        if table is None or not table.owners:
            continue
        owner = owner_of(gate, table)
        for at, need in enumerate(gate.needs):
            if need.table is None:
                continue
            there = mapped.tables.get(Relation(*need.table))
            where = declared.in_map("gates", name, "needs", at)
            if there is None or there.plain or reach(mapped, table, owner, there.relation) is None:
                message = f"the gate `{name}` asks for rows of `{need.table}`, which nothing relates to `{gate.table}`"
                hint = "name a table that refers to it, or that is about the same person"
                yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)
                continue
            for holder, column in ((there, need.at), (table, need.to)):
                found = holder.table.column(column) if column else None
                if found and found.type_category != "D":
                    message = f"the gate `{name}` counts how fresh rows are by `{column}`, which is a {found.type}"
                    yield Finding(code=CODE, message=message, where=where, why=_WHY, hint="name a date or a time")
