"""A gate that looks at tables or columns which are not in the data map."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.tables.collecting import Gate, GateNeed

CODE = "TR227"
_WHY = "a gate that cannot see what it asks for would never open, or never shut"

Keys = tuple[str | int, ...]
_Said = tuple[Keys, str, str]


def check(declared: Declared) -> Iterator[Finding]:
    """A table or column of a gate that is not mapped, an owner that is not there, or an age that nothing tells."""
    for name, gate in declared.data_map.gates.items():
        for keys, message, hint in (*_of_gate(declared, gate), *_of_needs(declared, gate)):
            yield Finding(
                code=CODE,
                message=f"the gate `{name}` {message}",
                where=declared.in_map("gates", name, *keys),
                why=_WHY,
                hint=hint,
            )


def _of_gate(declared: Declared, gate: Gate) -> Iterator[_Said]:
    tables = declared.data_map.tables
    if gate.table not in tables or tables[gate.table].plain:
        yield ("table",), f"stands before `{gate.table}`, which is no table with personal data", _tables(declared, gate)
    owners = declared.owners(gate.table)
    if gate.of is not None and gate.of not in owners:
        yield ("of",), f"speaks of `{gate.of}`, and `{gate.table}` has no such owner", did_you_mean(gate.of, owners)
    if gate.of is None and len(owners) > 1:
        yield (), f"does not say which owner of `{gate.table}` it is about", f"add `of: {next(iter(owners))}`"


def _of_needs(declared: Declared, gate: Gate) -> Iterator[_Said]:
    for at, need in enumerate(gate.needs):
        keys = ("needs", at)
        if need.age is not None:
            kinds = set(declared.owners(gate.table).values())
            if kinds and not kinds & set(declared.data_map.age):
                hint = "add `age: {member: {born: member.born}}`"
                yield keys, f"asks for an age, and no column tells how old a {min(kinds)} is", hint
            continue
        table = declared.data_map.tables.get(need.table)
        if table is None:
            yield keys, f"asks for rows of `{need.table}`, which is not mapped", _tables(declared, need)
            continue
        for column, held in _columns(declared, gate, need):
            if column not in held:
                yield keys, f"asks for a column `{column}` that is not mapped", did_you_mean(column, held)


def _columns(declared: Declared, gate: Gate, need: GateNeed) -> Iterator[tuple[str, list[str]]]:
    tables = declared.data_map.tables
    there = list(tables[need.table].columns)
    here = list(tables[gate.table].columns) if gate.table in tables else []
    if not tables[need.table].plain:
        yield from ((column, there) for column in (need.distinct, need.at, *need.same) if column)
    yield from ((column, here) for column in (need.to, *need.same.values()) if column and here)


def _tables(declared: Declared, said: Gate | GateNeed) -> str:
    return did_you_mean(
        str(said.table), [str(name) for name, table in declared.data_map.tables.items() if not table.plain]
    )
