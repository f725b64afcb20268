"""An invented company on a database of its own, with Troth at its front door: everything is committed, as in life."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from databases import FreshDatabase, Server, fresh_database, open_folder
from properties.built import STOP, Built, put_in, quick_apply
from properties.case import Case, changing, insertion, quoted
from properties.life import Word
from properties.reading import Row
from properties.related import Person
from troth.client import Troth
from troth.standing.words import Outcome

SECRET = "of a history"
FIRST_NUMBER = 1000
"""Numbers of restrictions that are asked for at the desk; those of a case are lower."""


@dataclass
class Deployed:
    """The company on its database. `chief` is a superuser's connection, which may become any window's role."""

    case: Case
    database: FreshDatabase
    troth: Troth
    chief: psycopg.Connection[Any]

    @property
    def made(self) -> Built:
        """As tests look at windows."""
        return Built(self.case, self.troth.known(), self.chief, self.database.owner)

    def clock(self, moment: datetime) -> None:
        """From now on it is this time."""
        self.chief.execute(sql.SQL(STOP).format(sql.Literal(moment)))

    def insert(self, table: str, row: Row) -> None:
        self._company(insertion(table, row))

    def change(self, table: str, key: Row, column: str, value: object) -> None:
        self._company(changing(table, {column: value}, key))

    def _company(self, statement: str) -> None:
        with self.troth.owner() as owner:
            owner.execute(statement.encode())

    def say(self, person: Person, word: Word) -> Outcome:
        """One word about a person, at the desk."""
        kind, key = person
        subject = self.troth.subject(kind, key if len(key) > 1 else key[0])
        because: dict[str, Any] = {} if word.does == "consent" else {"because": "a test"}
        match word.does:
            case "consent" | "withdraw" | "object" | "uphold" | "refuse" | "begin":
                found: Outcome = getattr(subject, word.does)(word.to, **because)
            case other:
                raise ValueError(other)
        return found


@contextlib.contextmanager
def deployed(case: Case, server: Server) -> Iterator[Deployed]:
    """A company made real, with what holds for its people, ready to live."""
    with fresh_database(server) as database, open_folder() as folder:
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute(f"{case.ddl}{''.join(case.inserts)}".encode())
        files = folder / "privacy"
        files.mkdir()
        write_files(case, files)
        with (
            Troth(files, database.url, secret=SECRET) as troth,
            psycopg.connect(database.superuser, autocommit=True) as chief,
        ):
            with troth.owner() as owner:
                quick_apply(owner, troth.files.declared, SECRET)
            made = Deployed(case, database, troth, chief)
            made.clock(case.clock)
            put_in(chief, troth.known(), case.standing)
            for kind in case.policy["subjects"]:
                number = "alter table troth.{} alter column id restart with {}"
                table = quoted(f"restriction_{kind}")
                chief.execute(number.format(table, FIRST_NUMBER).encode())
            yield made


def write_files(case: Case, folder: Path) -> None:
    """The two files of a case."""
    (folder / "policy.yaml").write_text(case.policy_yaml, encoding="utf-8")
    (folder / "tables.yaml").write_text(case.tables_yaml, encoding="utf-8")
