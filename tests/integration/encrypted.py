"""A marketplace on a server that speaks TLS and refuses plain connections, and other rules to let connections in by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from databases import cluster, open_folder
from integration.company import ASSETS
from opening import quick_apply
from proving import Proven
from troth.rollout.deployment import read_files


@dataclass(frozen=True)
class Secured:
    """Its superuser is connected through the local socket, its owner over the network."""

    chief: psycopg.Connection[Any]
    proven: Proven
    rules: Path

    @contextmanager
    def under(self, kind: str) -> Iterator[None]:
        """Connections over the network are of this kind meanwhile: `hostssl`, or `host`, which lets plain ones in."""
        before = self.rules.read_text()
        self._go_by(f"local all all scram-sha-256\n{kind} all all 127.0.0.1/32 scram-sha-256\n")
        try:
            yield
        finally:
            self._go_by(before)

    def _go_by(self, rules: str) -> None:
        self.rules.write_text(rules)
        (loaded,) = self.chief.execute("select pg_conf_load_time()").fetchone() or (None,)
        self.chief.execute("select pg_reload_conf()")
        while (loaded,) == self.chief.execute("select pg_conf_load_time()").fetchone():
            pass
        self.chief.execute("select pg_sleep(0.2)")  # the process that lets connections in has read them by then


@contextmanager
def secured_marketplace() -> Iterator[Secured | None]:
    """Nothing where no PostgreSQL with TLS is installed."""
    with open_folder() as folder, cluster(folder, encrypted=True) as server:
        if not server.encrypted:
            yield None
            return
        with (
            psycopg.connect(server.superuser_url, autocommit=True) as chief,
            psycopg.connect(server.url, autocommit=True) as owner,
        ):
            owner.execute((ASSETS / "schema.sql").read_bytes())
            declared = read_files(ASSETS / "privacy").declared
            compiled = quick_apply(owner, declared)
            (rules,) = chief.execute("show hba_file").fetchone() or ("",)
            yield Secured(chief, Proven(owner, "owner", compiled, declared), Path(rules))
