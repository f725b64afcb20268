"""A path to a person through a table that does not know the rest of the way."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.tables.model import Path, Step, Table

CODE = "TR218"
_WHY = "the rows on the way are that person's too, and stay or go with them"


def check(declared: Declared) -> Iterator[Finding]:
    """A table on an owner's path does not declare an owner with the rest of that path."""
    tables = declared.data_map.tables
    for name, table in tables.items():
        for owner, said in table.owners.items():
            for at, step in enumerate(said.path):
                on_the_way = tables.get(step.table) if step.table else None
                if step.table is None or on_the_way is None or _knows(on_the_way, said.kind, said.path[at:]):
                    continue
                rest = " > ".join(
                    _written(step, first=at == place) for place, step in enumerate(said.path) if place >= at
                )
                yield Finding(
                    code=CODE,
                    message=f"`{owner}` of `{name}` is reached through `{step.table}`, which does not declare the rest",
                    where=declared.in_table(name, "owners", owner),
                    why=_WHY,
                    hint=_hint(on_the_way, f"add `{owner}: {{{said.kind}: {rest}}}` to the owners of `{step.table}`"),
                )


def _hint(table: Table, otherwise: str) -> str:
    return f"a path ends at `{table.subject}`: its row is a person of its own" if table.subject else otherwise


def _knows(table: Table, kind: str, path: Path) -> bool:
    rest = (Step(None, path[0].column), *path[1:])
    return any(said.kind == kind and said.path == rest for said in table.owners.values())


def _written(step: Step, *, first: bool) -> str:
    return step.column if first else f"{step.table}.{step.column}"
