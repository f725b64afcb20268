"""A shop of invented people with a policy applied, as large as is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from troth import Troth
from troth.postgres.embedded.server import EmbeddedServer, embedded_database

HERE = Path(__file__).parent
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB", "jit": "off"}
"""Commits reach the disk."""

AS_PEERS: Mapping[str, int] = {"address": 2, "card": 1, "orders": 10, "item": 30, "ticket": 2, "login": 50}
"""With the customer's own row: 96 rows in 7 tables."""

TWO_HUNDRED: Mapping[str, int] = {
    "address": 4, "card": 2, "orders": 20, "item": 60, "ticket": 5, "message": 17, "login": 80, "review": 6, "wish": 5,
}  # fmt: skip
"""With the customer's own row: 200 rows in 10 tables."""

FEW: Mapping[str, int] = {"address": 1, "card": 1, "orders": 1, "item": 2, "ticket": 1, "message": 1, "login": 2}
"""What the other people have, so that a database of a million of them fits."""


@dataclass
class Shop:
    """A filled database, opened as any company would open it."""

    owner: str
    superuser: str
    troth: Troth
    files: Path = HERE
    """Where its tables, what fills them and its policy lie."""

    def add(self, first: int, last: int, rows: Mapping[str, int], *, expired: int = 0) -> None:
        """The people from one number to another, each with so many rows; `expired` of a hundred not seen for long.

        With `ordered` these did order a year ago.
        """
        with psycopg.connect(self.owner) as connection:
            counts = {"first": first, "last": last, "expired": expired, **rows}
            for name, count in counts.items():
                connection.execute("select set_config(%s, %s, true)", (f"bench.{name}", str(count)))
            connection.execute((self.files / "fill.sql").read_text())

    def analyze(self) -> None:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute("vacuum (analyze)")
            connection.execute("checkpoint")


@contextmanager
def server() -> Iterator[tuple[EmbeddedServer, Path]]:
    """A PostgreSQL of the benchmark's own, and its folder."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as made:
        home = Path(made)
        home.chmod(0o711)
        with embedded_database(home, database="chief", settings=SETTINGS) as running:
            try:
                yield running, home
            finally:
                running.stop()  # or it would still write where the folder is being removed


@contextmanager
def shop(home: Path, name: str, *, files: Path = HERE, **options: Any) -> Iterator[Shop]:
    """An empty shop in a database of this name, with its policy applied; its journal and ledger lie beside it."""
    with embedded_database(home, database=name, settings=SETTINGS) as running:
        with psycopg.connect(running.url) as connection:
            for file in (files / "shop.sql", HERE / "settings.sql"):
                connection.execute(file.read_text())
        superuser = make_conninfo(running.superuser_url, dbname=name)
        with opened(home, name, running.url, files=files, **options) as troth:
            troth.apply(troth.plan())
            yield Shop(owner=running.url, superuser=superuser, troth=troth, files=files)


def opened(home: Path, name: str, url: str, *, files: Path = HERE, **options: Any) -> Troth:
    """The shop of this name by its own policy; its journal lies beside it."""
    journal = str(home / f"{name}.journal")
    return Troth(files / "privacy", url, prefix=name, secret="bench", journal=journal, **options)
