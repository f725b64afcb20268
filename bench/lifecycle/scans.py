"""Which tables a work reads from end to end: PostgreSQL's own word for it, of every statement that was carried out.

auto_explain writes the plan of each statement into the server's log, with how many rows each node of it has read. So
nothing has to be listed here: whatever Troth sends is looked at, and what PostgreSQL asks for foreign keys as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

EXPLAINING: Mapping[str, str] = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_buffers": "off",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_parameter_max_length": "0",
}
NESTED = "auto_explain.log_nested_statements"

FEW = 1_000
"""Whoever reads fewer rows of a table reads them as fast without an index."""


@dataclass(frozen=True, order=True)
class Scan:
    """A table of which a statement has read many rows, by one node of its plan."""

    table: str
    by_index: bool
    """An index has said which."""
    again: bool
    """It was done again for each row of something else."""


@dataclass(frozen=True)
class Done:
    """A statement that was carried out, as PostgreSQL planned it."""

    text: str
    milliseconds: float
    plan: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How it begins: with a line about itself, where it is one of the named ones."""
        return self.text.strip().partition("\n")[0][:200]

    def scans(self, few: int = FEW) -> frozenset[Scan]:
        """The tables of which it has read more than a few rows."""
        return frozenset(
            Scan(
                table=node["Relation Name"],
                by_index=_by_index(node),
                again=node["Actual Loops"] > 1 and not node["Parallel Aware"],
            )
            for node in nodes(self.plan)
            if node.get("Relation Name") and node["Node Type"] in READING and _read(node) >= few
        )


READING = {"Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Sample Scan"}


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def _by_index(node: Mapping[str, Any]) -> bool:
    """An index that is read from its beginning to its end says nothing."""
    return "Index Cond" in node or (node["Node Type"] == "Bitmap Heap Scan" and bool(node.get("Recheck Cond")))


def _read(node: Mapping[str, Any]) -> float:
    """How many rows it has looked at, in all its turns."""
    each = sum(float(node.get(name, 0)) for name in ("Actual Rows", "Rows Removed by Filter"))
    return each * float(node["Actual Loops"])


@dataclass
class Explained:
    """What a server writes about its statements, from where it was last read."""

    log: Path
    place: int = field(default=0)

    def begin(self, superuser: str, *, nested: bool = True) -> None:
        """Everything from here on, by connections that are made from here on. `nested`: what functions and foreign
        keys ask as well, a statement for each row."""
        with psycopg.connect(superuser, autocommit=True) as connection:
            for name, value in {**EXPLAINING, NESTED: "on" if nested else "off"}.items():
                connection.execute(sql.SQL("alter system set {} = {}").format(_dotted(name), sql.Literal(value)))
            connection.execute("select pg_reload_conf()")
        self.place = self.log.stat().st_size

    def done(self) -> Iterator[Done]:
        """The statements since it was last asked, one after the other."""
        with self.log.open() as written:
            written.seek(self.place)
            yield from _statements(written)
            self.place = self.log.stat().st_size


def _dotted(name: str) -> sql.Composable:
    return sql.SQL(".").join(map(sql.Identifier, name.split(".")))


def _statements(lines: Iterable[str]) -> Iterator[Done]:
    """The lines of one plan are set in; it begins after a line that says how long the statement took."""
    took, plan = 0.0, list[str]()
    for line in chain(lines, [""]):
        if plan and not line.startswith("\t"):
            found = json.loads("".join(plan))
            if "Actual Loops" in found["Plan"]:  # else it was explained, and not carried out
                yield Done(found["Query Text"], took, found["Plan"])
            plan = []
        if line.endswith("  plan:\n"):
            took = float(line.rpartition("duration: ")[2].split()[0])
        elif line.startswith("\t") and (plan or line == "\t{\n"):
            plan.append(line)
