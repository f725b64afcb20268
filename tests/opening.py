"""A company in a database of its own, with its policy applied: what a test of a company begins with."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml

from databases import FreshDatabase, Server, fresh_database
from troth.checks.declared import Declared
from troth.client import Troth
from troth.compiler.build import Compiled
from troth.postgres.objects import Objects, Role
from troth.rollout.apply import carry_out
from troth.rollout.deployment import compile_for
from troth.rollout.diff import diff
from troth.rollout.plan import Plan, live_objects

SECRET = "a secret of the tests"
HEAD = """
policy: shop
version: 1
effective: 2020-01-01
time_zone: Europe/Berlin
controller: {name: Shop, contact: privacy@shop.example, country: DE}
"""
"""What every policy says of the company itself."""


@dataclass(frozen=True)
class Company:
    """A company: `troth` is its front door, `owner` and `chief` log in as the tables' owner and as superuser."""

    database: FreshDatabase
    folder: Path
    troth: Troth
    owner: psycopg.Connection[Any]
    chief: psycopg.Connection[Any]


def write_files(folder: Path, policy: str | Mapping[str, Any], tables: str | Mapping[str, Any]) -> Path:
    """The two files of a company, in a folder that is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, said in (("policy", policy), ("tables", tables)):
        text = said if isinstance(said, str) else yaml.safe_dump(dict(said), sort_keys=False, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def set_up(troth: Troth) -> None:
    """Make what a policy wants in a database where nothing of it is.

    It leaves what `troth.apply(troth.plan())` leaves, in half the time: for tests that are about something else.
    """
    files = troth.files
    texts = {"policy_file": files.policy_text, "tables_file": files.tables_text}
    with troth.owner() as owner, owner.transaction():
        owner.execute("set local search_path = ''")
        quick_apply(owner, files.declared, troth.prefix, secret=troth.opened.secret, **texts)


def quick_apply(
    owner: psycopg.Connection[Any], files: Declared, prefix: str | None = None, **said: str | None
) -> Compiled:
    """The statements of a plan that starts from nothing, without a trial before and a look after."""
    compiled, findings = compile_for(owner, files, prefix)
    changes = diff(_there(owner, compiled), compiled.objects)
    plan = Plan(compiled=compiled, changes=changes, effects=(), findings=findings, starting_point="")
    with owner.transaction():
        carry_out(owner, plan, **said)  # type: ignore[arg-type]
    return compiled


def _there(owner: psycopg.Connection[Any], compiled: Compiled) -> Objects:
    """The roles that another company under this name has in the cluster already; mostly there are none."""
    roles = [role.name for role in compiled.objects.only(Role)]
    found = owner.execute("select from pg_catalog.pg_roles where rolname = any (%s) limit 1", [roles]).fetchone()
    return Objects.of(()) if found is None else live_objects(owner, compiled)


@contextlib.contextmanager
def opened(server: Server, folder: Path, schema: str | bytes, **more: Any) -> Iterator[Company]:
    """A company with these tables, and with the two files that lie in a folder; `more` is for its front door."""
    with (
        fresh_database(server) as database,
        psycopg.connect(database.url, autocommit=True) as owner,
        psycopg.connect(database.superuser, autocommit=True) as chief,
        Troth(folder, database.url, **{"secret": SECRET} | more) as troth,
    ):
        owner.execute(schema.encode() if isinstance(schema, str) else schema)
        set_up(troth)
        yield Company(database, folder, troth, owner, chief)
