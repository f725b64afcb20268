"""How precisely invented purposes see: levels of the categories that have any, and who sees at which."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.evaluator import Evaluator
from properties.wiping import method


def levels_of(scratch: Evaluator, held: list[str]) -> dict[str, list[str]]:
    """The categories all of whose columns can be seen less precisely: none is a key, leads anywhere or tells an age."""
    found: dict[str, list[str]] = {}
    born = {age["born"] for age in (scratch.map.tables.get("age") or {}).values()}
    for category in held:
        columns = [
            (table, column)
            for table in scratch.map.mapped
            for column, (each, _) in scratch.map.personal_columns(table).items()
            if each == category
        ]
        kinds = {scratch.map.schema[table]["columns"][column]["type"] for table, column in columns}
        leads = {(hop.table, column) for hop in scratch.map.hops for column in hop.columns}
        if leads & set(columns) or any(f"{table}.{column}" in born for table, column in columns):
            continue
        if any(_keeps_from_levels(scratch, table, column) for table, column in columns):
            continue
        if kinds == {"text"}:
            found[category] = ["prefix"]
        elif kinds and kinds <= {"date", "timestamp", "timestamptz"}:
            found[category] = ["month", "year"]
    return found


def _keeps_from_levels(scratch: Evaluator, table: str, column: str) -> bool:
    """What is plain once unlinked has no levels, nor has what is erased to something else beside it."""
    plain = scratch.map.plain_once_unlinked(table)
    return bool(plain) and (column in plain or method(scratch.map, table, column) != "null")


def set_levels(draw: DrawFn, scratch: Evaluator, name: str, entry: dict[str, Any]) -> None:
    """Often a purpose sees what can be seen less precisely only so."""
    for category, said in scratch.policy["categories"].items():
        if isinstance(said, dict) and scratch.uses(entry, category) and draw(st.booleans()):
            entry.setdefault("levels", {})[category] = draw(st.sampled_from(said["levels"]))
