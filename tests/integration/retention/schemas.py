"""Small companies with odd schemas, each with the same policy: what a sweep and an erasure make of their rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from databases import Server
from opening import HEAD, opened, write_files
from troth.client import Troth
from troth.erasure.plan import Receipt
from troth.retention.sweep import Swept

POLICY = (
    HEAD
    + """subjects: {member: {says: "People who buy here"}}
categories: {name: "Name", note: "Notes", order: "What was bought"}
purposes:
  account: {says: "Run accounts", basis: contract, uses: [name, note], keep: 1 year after seen, on_erasure: end}
  books: {says: "Keep accounts", basis: legal_obligation, law: "Tax code", uses: [order], keep: 5 years after placed}
"""
)
LONG_AGO, LATELY = "2010-01-01", "2026-06-01"
"""A day before all periods of the policy, and one within."""


@dataclass(frozen=True)
class Company:
    """The company with its policy applied. `do` works in its database as the owner of the tables."""

    troth: Troth
    connection: psycopg.Connection[Any]

    def do(self, statements: str) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statements.encode())
        return cursor.fetchall() if cursor.description else []

    def emptied(self) -> Company:
        """The same without rows, for the next test."""
        names = ", ".join(str(table) for table in self.troth.known().mapped.tables)
        self.do(f"truncate {names} cascade")
        return self

    def swept(self, batch: int = 1_000) -> Swept:
        """Sweep all that the plan says, and see that nothing is left for a second."""
        plan = self.troth.plan_sweep(ahead=False)
        swept = self.troth.sweep(batch=batch)
        assert (swept.rows, swept.cells, swept.left_over) == (plan.rows, plan.cells, 0), swept.refused
        assert self.troth.plan_sweep(ahead=False).empty
        return swept

    def erased(self, *key: Any) -> Receipt:
        """Erase a member as the plan says, and see that a second erasure changes nothing."""
        person = self.troth.subject("member", key if len(key) > 1 else key[0])
        receipt = person.plan_erasure().apply(because="a test")
        assert self.troth.plan_sweep(ahead=False).empty
        return receipt


@contextlib.contextmanager
def company(server: Server, folder: Path, tables: str, data_map: str, policy: str = POLICY) -> Iterator[Company]:
    """A company with these tables and this data map, in a database of its own."""
    with opened(server, write_files(folder / "privacy", policy, data_map), tables) as made:
        yield Company(made.troth, made.owner)
