"""A company of examples/ on a new embedded database: its tables, its policy, its story, and what is proved of it."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from troth.cli.output import stdout
from troth.client import Troth
from troth.ledger.sealer import seal
from troth.ledger.signing import KeyFile
from troth.postgres.embedded.server import EmbeddedServer, embedded_database
from troth.rollout.passwords import find_secret
from troth.verify.report import Report

COMPANIES = ("soldmine", "smart_mining", "smartsellerhelp", "k7tracks", "mindlinksoft")


CLOCK = sql.SQL(
    "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"
)


@dataclass(frozen=True, kw_only=True)
class Staged:
    """A company whose own tables are there; its policy is not applied yet."""

    name: str
    troth: Troth
    server: EmbeddedServer
    state: Path
    """Where its journal and the signing key of its ledger lie: new with each run."""

    def play(self, sizes: Mapping[str, int]) -> Any:
        """Months of the company's life, through windows alone; as large as it likes where no size is given."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=stdout) as progress:
            return part(self.name, "flows").play(self.troth, **sizes, progress=progress)

    def confirm(self) -> int:
        """The made-up people of the story confirm what only people can; how many promises that are."""
        asked = [promise for promise in self.troth.files.declared.policy.promises if promise.attested_by]
        for promise in asked:
            assert promise.attested_by is not None
            evidence = "Minutes of the last review (made up, like everybody in this story)"
            self.troth.attest(promise.id, role=promise.attested_by.role, evidence=evidence, actor="demo")
        return len(asked)

    @contextmanager
    def years_later(self, years: int) -> Iterator[None]:
        """The clock that windows, erasures and sweeps go by, moved on: only a superuser can do that."""
        moved = sql.SQL("now() + {}::interval").format(sql.Literal(f"{years} years"))
        try:
            self._clock(moved)
            yield
        finally:
            self._clock(sql.SQL("now()"))

    def _clock(self, says: sql.Composable) -> None:
        superuser = make_conninfo(self.server.superuser_url, dbname=f"demo_{self.name}")
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(CLOCK.format(says))

    def verify(self) -> Report:
        """Seal what was done, and prove each promise on the live database."""
        key = KeyFile.make(self.state / "ledger.key", f"{self.name}.example")
        with self.troth.owner() as connection:
            seal(connection, key)
        return self.troth.verify()


@contextmanager
def staged(name: str) -> Iterator[Staged]:
    """The company of this name on a new database of the embedded server; one of an earlier run is dropped."""
    folder, state = examples() / name, Path.cwd() / ".troth" / "demo" / name
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    secret = find_secret(None, Path.cwd() / ".troth")
    with _new_database(f"demo_{name}") as server:
        with psycopg.connect(server.url, autocommit=True) as owner:
            for file in ("schema.sql", "seed.sql"):
                owner.execute((folder / file).read_bytes())
        with Troth(folder / "privacy", server.url, secret=secret, journal=str(state / "journal")) as troth:
            yield Staged(name=name, troth=troth, server=server, state=state)


def _new_database(name: str) -> EmbeddedServer:
    home = Path.cwd()
    with (
        embedded_database(home, encrypted=True) as server,
        psycopg.connect(server.superuser_url, autocommit=True) as connection,
    ):
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        return embedded_database(home, database=name, encrypted=True)


def examples() -> Path:
    """The folder of the companies: beside the sources, or inside an installed package."""
    beside = Path(__file__).parents[3] / "examples"
    return beside if beside.is_dir() else Path(str(files("troth").joinpath("examples")))


def part(company: str, name: str) -> Any:
    """A module of a company, such as its flows."""
    if str(examples()) not in sys.path:
        sys.path.insert(0, str(examples()))
    return importlib.import_module(f"{company}.{name}")
