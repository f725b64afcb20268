"""A marketplace of invented people, large enough to measure on, with a policy applied as any company would apply it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from troth.compiler.build import Compiled
from troth.postgres.connection import connect
from troth.postgres.embedded.server import EmbeddedServer, embedded_database
from troth.postgres.versions import has_upsert_advisory
from troth.rollout.apply import apply
from troth.rollout.deployment import compile_on, read_company_tables, read_files
from troth.rollout.plan import make_plan

HERE = Path(__file__).parent
UNFLUSHED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""A commit waits for no disk: waiting would hide what a window adds to a write."""
SETTINGS = UNFLUSHED | {"shared_buffers": "1GB", "max_wal_size": "4GB", "autovacuum": "off", "jit": "off"}
FIXED = 180007
"""The server version that windows are compiled for: one on which `add` and `change` go together."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many people there are, and how many orders each of them has made."""

    people: int
    orders: int


SMALL, LARGE = Size(people=10_000, orders=5), Size(people=1_000_000, orders=2)


@dataclass(frozen=True, kw_only=True)
class Marketplace:
    """A filled database: addresses to log in as its owner and as each purpose's window."""

    size: Size
    owner: str
    superuser: str
    compiled: Compiled
    windows: dict[str, str]
    version: str
    withheld: bool
    """Whether this server has the upsert advisory, so that a real deployment would not grant insert and update."""


def server(folder: Path) -> EmbeddedServer:
    """The embedded PostgreSQL, with settings for measuring."""
    return embedded_database(folder, database="troth", settings=SETTINGS)


def build(home: Path, size: Size) -> Marketplace:
    """Fill a database of this size on the embedded server of a folder, and apply the policy."""
    with embedded_database(home, database=f"marketplace_{size.people}", settings=SETTINGS) as running:
        with connect(running.url, autocommit=True) as owner:
            if owner.execute("select where to_regclass('public.member') is null").fetchall():
                _fill(owner, size)
            compiled = _apply(owner, f"bench{size.people}")
            windows = {window.purpose: _login(owner, running, compiled, window.purpose) for window in compiled.windows}
            version = owner.execute("show server_version").fetchone()
            withheld = has_upsert_advisory(owner.info.server_version)
        with connect(running.superuser_url, autocommit=True) as superuser:
            _stand(superuser)
    return Marketplace(
        size=size,
        owner=running.url,
        superuser=running.superuser_url,
        compiled=compiled,
        windows=windows,
        version=str(version[0]) if version else "",
        withheld=withheld,
    )


def _fill(owner: psycopg.Connection[Any], size: Size) -> None:
    for name, value in (("bench.people", size.people), ("bench.orders", size.orders)):
        owner.execute("select set_config(%s, %s, false)", (name, str(value)))
    owner.execute((HERE / "marketplace.sql").read_text())


def _apply(owner: psycopg.Connection[Any], prefix: str) -> Compiled:
    """Plan and apply as `troth apply` does, but for a server without the upsert advisory."""
    files = read_files(HERE / "privacy")
    catalogue = read_company_tables(owner, files.declared)
    fixed = replace(catalogue, server_version=max(catalogue.server_version, FIXED))
    compiled, findings = compile_on(fixed, files.declared, prefix)
    plan = make_plan(owner, compiled, findings)
    if not plan.empty:
        apply(owner, plan, policy_file=files.policy_text, tables_file=files.tables_text)
    again = make_plan(owner, compiled, findings)
    if not again.empty:
        raise SystemExit(f"a second plan is not empty: {again}")
    return compiled


def _stand(superuser: psycopg.Connection[Any]) -> None:
    if not superuser.execute("select from troth.consent_member limit 1").fetchall():
        superuser.execute((HERE / "standing.sql").read_text())
    superuser.execute("vacuum (analyze)")
    superuser.execute("checkpoint")


def _login(owner: psycopg.Connection[Any], running: EmbeddedServer, compiled: Compiled, purpose: str) -> str:
    """Give a window's role a password, and say how to log in with it."""
    role, password = compiled.names.window(purpose), secrets.token_urlsafe(16)
    owner.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
    return make_conninfo(running.url, user=role, password=password)
