"""A company with all that is odd: keys of two parts, polymorphic links, people who refer to people, rare types."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from databases import FreshDatabase, Server
from opening import opened
from troth.client import Troth

HERE = Path(__file__).parent / "odd"


def person(number: int) -> UUID:
    return UUID(int=number)


def employee(number: int) -> UUID:
    return UUID(int=1_000_000 + number)


@dataclass(frozen=True)
class Odd:
    """The company with its policy applied; `owner` logs in as the tables' owner."""

    database: FreshDatabase
    troth: Troth
    owner: psycopg.Connection[Any]

    def add(self, table: str, **values: Any) -> None:
        """Add a row."""
        columns = ", ".join(values)
        places = ", ".join(f"%({name})s" for name in values)
        self.owner.execute(f"insert into {table} ({columns}) values ({places})", values)


@contextlib.contextmanager
def opened_odd(server: Server) -> Iterator[Odd]:
    with opened(server, HERE / "privacy", (HERE / "schema.sql").read_bytes()) as made:
        yield Odd(made.database, made.troth, made.owner)
