"""An invented company on a database of its own, with Troth at its front door: everything is committed, as in life.

It is made once. Each of its lives begins on a copy of that, with an empty journal.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from databases import FreshDatabase, Server, copy_database, fresh_database, open_folder
from opening import quick_apply
from properties.built import STOP, Built, declared, put_in, stop_clock
from properties.case import Case, changing, insertion, quoted
from properties.reading import Row
from properties.related import Person
from properties.standing import Hold, Restriction
from properties.words import Word
from troth.client import Person as Subject
from troth.client import Troth

SECRET = "of a history"
FIRST_NUMBER = 1000
"""Numbers of restrictions that are asked for at the desk; those of a case are lower."""


@dataclass
class Deployed:
    """The company, one life after another. `chief` is a superuser's connection, which may become any window's role."""

    case: Case
    server: Server
    first: FreshDatabase
    """As it was made. Nobody is connected to it: it is the backup of a life's first day."""
    files: Path
    lives: int = 0
    copies: list[str] = field(default_factory=list)
    """The databases of this life and their backups, by name."""

    @property
    def beginning(self) -> str:
        """The backup of the first day."""
        return self.first.name

    @contextlib.contextmanager
    def life(self) -> Iterator[None]:
        """One life, from the beginning. Nothing of it is left afterwards."""
        self.lives += 1
        self._open(self._copy(self.beginning, "life"))
        try:
            yield
        finally:
            self.close()
            with psycopg.connect(self.server.superuser, autocommit=True) as chief:
                for name in self.copies:
                    chief.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
            self.copies.clear()

    def _open(self, name: str) -> None:
        """From here on this is the company's database."""
        self.name = name
        url = make_conninfo(self.first.url, dbname=name)
        journal = self.files.with_name(f"journal_{self.lives}")
        self.troth = Troth(self.files, url, secret=SECRET, journal=str(journal))
        self.chief = psycopg.connect(make_conninfo(self.first.superuser, dbname=name), autocommit=True)

    def close(self) -> None:
        self.troth.close()
        self.chief.close()

    @property
    def made(self) -> Built:
        """As tests look at windows."""
        return Built(self.case, self.troth.known(), self.chief, self.first.owner)

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

    # ---- Words -----------------------------------------------------------------------------------------------------

    def subject(self, person: Person) -> Subject:
        kind, key = person
        return self.troth.subject(kind, key if len(key) > 1 else key[0])

    def say(self, person: Person, word: Word) -> int | None:
        """One word about a person, at the desk; the number of what was restricted or held."""
        subject, why = self.subject(person), {"because": "a test"}
        match word.does:
            case "consent" | "confirm" | "agree":
                getattr(subject, word.does)(word.to)
            case "withdraw" | "object" | "uphold" | "refuse" | "begin" | "disagree":
                getattr(subject, word.does)(word.to, **why)
            case "approve" | "disapprove":
                getattr(subject, word.does)(word.to, role=word.role, **why)
            case "child_found" | "no_child":
                getattr(subject, word.does)(**why)
            case "notified":
                subject.notified()
            case "restrict" if word.restriction:
                return _restrict(subject, word.restriction)
            case "lift":
                subject.lift(word.number)
            case "hold" if word.hold:
                return _hold(subject, word.hold)
            case "release" if word.number:
                self.troth.release(word.number)
            case "erase":
                subject.plan_erasure(word.categories).apply(**why)
            case other:
                raise ValueError(other)
        return word.number

    def numbers(self, table: str) -> list[int]:
        """The numbers of all restrictions of a kind of people, or of all holds."""
        rows = self.chief.execute(sql.SQL("select id from troth.{} order by id").format(sql.Identifier(table)))
        return [number for (number,) in rows.fetchall()]

    # ---- Backup and restore ----------------------------------------------------------------------------------------

    def back_up(self) -> str:
        """A backup of the database, by name. The journal lies elsewhere."""
        self.close()
        copy = self._copy(self.name, "backup")
        self._open(self.name)
        return copy

    def restore(self, backup: str) -> None:
        """The database is that backup again."""
        self.close()
        self._open(self._copy(backup, "restored"))

    def _copy(self, source: str, what: str) -> str:
        name = f"{self.first.name}_{self.lives}_{what}_{len(self.copies)}"
        with psycopg.connect(self.server.superuser, autocommit=True) as chief:
            chief.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s", [source])
            copy_database(chief, source, name, self.first.owner)
        self.copies.append(name)
        return name


def _restrict(subject: Subject, given: Restriction) -> int | None:
    scope: dict[str, Any] = {"purposes": given.purposes, "categories": given.categories, "row": given.row}
    return subject.restrict(given.ground, **scope, until=given.until).id


def _hold(subject: Subject, hold: Hold) -> int | None:
    said: dict[str, Any] = {"because": "a test", "ground": hold.ground, "until": hold.until}
    return subject.hold(hold.keeps, row=hold.row, **said).id


@contextlib.contextmanager
def deployed(case: Case, server: Server) -> Iterator[Deployed]:
    """A company made real, with what holds for its people, ready to live."""
    with fresh_database(server) as database, open_folder() as folder:
        with (
            psycopg.connect(database.url, autocommit=True) as owner,
            psycopg.connect(database.superuser, autocommit=True) as chief,
        ):
            owner.execute(f"{case.ddl}{''.join(case.inserts)}".encode())
            compiled = quick_apply(owner, declared(case), secret=SECRET)
            stop_clock(chief, case)
            put_in(chief, compiled, case.standing)
            for kind in case.policy["subjects"]:
                number, table = "alter table troth.{} alter column id restart with {}", quoted(f"restriction_{kind}")
                chief.execute(number.format(table, FIRST_NUMBER).encode())
        files = folder / "privacy"
        files.mkdir()
        (files / "policy.yaml").write_text(case.policy_yaml, encoding="utf-8")
        (files / "tables.yaml").write_text(case.tables_yaml, encoding="utf-8")
        yield Deployed(case, server, database, files)
