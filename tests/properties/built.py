"""An invented company made real: its tables and rows, the policy applied, what holds for people, the time stopped.

Standing goes in by plain SQL, so that a property test does not lean on the verbs that other tests are about.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from opening import quick_apply
from properties.case import Case
from properties.standing import Hold, Restriction, Standing
from troth.checks import Declared, declare
from troth.compiler.build import Compiled
from troth.compiler.live.scopes import Scope, hidden_scopes
from troth.documents.reading import parse_document
from troth.rollout.apply import apply
from troth.rollout.deployment import plan_for
from troth.rollout.plan import Plan

Connection = psycopg.Connection[tuple[Any, ...]]

OPEN = """
insert into troth.opening (purpose, table_name, key, reader, because, actor, until)
values (%s, 'some', %s, session_user, 'x', 'x', troth.clock() + interval '1 hour')
"""

STOP = "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"


@dataclass(frozen=True)
class Site:
    """A database in which companies are built and undone: a superuser's connection, and the plain owner."""

    chief: Connection
    owner: str


@dataclass(frozen=True)
class Built:
    """A case made real. `chief` is a superuser's connection, which may become any window's role."""

    case: Case
    compiled: Compiled
    chief: Connection
    owner: str

    def look(self, role: str, query: sql.Composable) -> list[tuple[Any, ...]]:
        """What a role is given for a query. Raises what PostgreSQL raises."""
        with as_role(self.chief, role):
            return self.chief.execute(query).fetchall()


@contextlib.contextmanager
def as_role(connection: Connection, role: str) -> Iterator[None]:
    """A savepoint in which the connection is that role; all it does is undone."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        yield


@contextlib.contextmanager
def company(case: Case, site: Site) -> Iterator[Connection]:
    """The company's tables and rows, made by their plain owner, whom the connection is. In the end all is undone.

    One transaction for each case is several times faster than a database for each.
    """
    with site.chief.transaction(force_rollback=True):
        become_owner(site)
        site.chief.execute(case.ddl + "\n".join(case.inserts))
        yield site.chief
        site.chief.execute("reset session authorization")


def become_owner(site: Site) -> None:
    """From here on the connection is the plain owner's."""
    site.chief.execute(sql.SQL("set session authorization {}").format(sql.Identifier(site.owner)))


@contextlib.contextmanager
def as_chief(site: Site) -> Iterator[None]:
    """In between, the connection is the superuser's."""
    site.chief.execute("reset session authorization")
    yield
    become_owner(site)


@contextlib.contextmanager
def as_owner(made: Built) -> Iterator[None]:
    """In between, the superuser's connection is the plain owner's."""
    made.chief.execute(sql.SQL("set local role {}").format(sql.Identifier(made.owner)))
    yield
    made.chief.execute("reset role")


@contextlib.contextmanager
def built(case: Case, site: Site) -> Iterator[Built]:
    """A case made real, ready to be looked at."""
    with company(case, site) as connection:
        compiled = quick_apply(connection, declared(case))
        connection.execute("reset session authorization")
        stop_clock(connection, case)
        put_in(connection, compiled, case.standing)
        yield Built(case, compiled, connection, site.owner)


def declared(case: Case) -> Declared:
    """The two files of a case, read as Troth reads them."""
    policy = parse_document(case.policy_yaml.encode(), "policy.yaml")
    return declare(policy, parse_document(case.tables_yaml.encode(), "tables.yaml"))


def roll_out(owner: Connection, files: Declared) -> Plan:
    """Plan and apply. Raises Refused if a finding stops it."""
    plan = plan_for(owner, files)
    apply(owner, plan)
    return plan


def stop_clock(chief: Connection, case: Case) -> None:
    """Make it the case's own time, until the end of the transaction."""
    chief.execute(sql.SQL(STOP).format(sql.Literal(case.clock)))


def put_in(chief: Connection, compiled: Compiled, standing: Standing) -> None:
    """Write what holds for people into the tables that windows look at."""
    for (kind, key, purpose), given in standing.consents.items():
        _insert(chief, f"consent_{kind}", [*key, purpose, given])
    for cause, held in (("ended", standing.ended), ("objection", standing.pending)):
        for kind, key, purpose in held:
            _insert(chief, f"hidden_{kind}", [*key, purpose, cause, 0, None])
    for (kind, key, what), (version, until) in standing.agreed.items():
        _insert(chief, f"agreed_{kind}", [*key, "/".join(what), version, "2020-01-01", until])
    for kind, key in standing.children:
        purposes = compiled.policy.purposes.items()
        for scope in ["*", *(name for name, said in purposes if said.basis != "legal_obligation")]:
            _insert(chief, f"hidden_{kind}", [*key, scope, "child", 0, None])
    for purpose, key in standing.opened:
        chief.execute(OPEN, [purpose, Jsonb([*key], dumps=lambda value: json.dumps(value, default=str))])
    for number, restriction in enumerate(standing.restrictions, start=1):
        _restrict(chief, compiled, number, restriction, standing)
    for hold in standing.holds:
        _hold(chief, hold)


def _restrict(chief: Connection, compiled: Compiled, number: int, given: Restriction, standing: Standing) -> None:
    later = [
        purpose
        for (kind, key, purpose), at in standing.consents.items()
        if (kind, key) == (given.kind, given.person) and at > given.at and given.row is None
    ]
    scope = Scope(purposes=given.purposes, categories=given.categories, row=given.row, despite=tuple(later))
    stored = Jsonb(scope.to_json(), dumps=lambda value: json.dumps(value, default=str))
    statement = "insert into troth.{} overriding system value values ({}, {}, {}, {})"
    places = [sql.SQL(", ").join(sql.Placeholder() * (1 + len(given.person))), *[sql.Placeholder()] * 3]
    table = sql.Identifier(f"restriction_{given.kind}")
    chief.execute(sql.SQL(statement).format(table, *places), [number, *given.person, given.ground, stored, given.until])
    if given.row is not None:
        table, key = given.row
        stem = table.replace(".", "_")
        _insert(chief, f"restricted_{stem}", [*key, given.kind, number, given.until])
        return
    for name in hidden_scopes(compiled.policy, compiled.mapped, scope):
        _insert(chief, f"hidden_{given.kind}", [*given.person, name, "restriction", number, given.until])


def _hold(chief: Connection, hold: Hold) -> None:
    kind, key = hold.person or (None, ())
    table, row = hold.row or (None, ())
    stored = [Jsonb(list(value), dumps=lambda v: json.dumps(v, default=str)) for value in (row or key, hold.keeps)]
    chief.execute(
        "insert into troth.hold (kind, table_name, key, keeps, ground, because, until, actor)"
        " values (%s, %s, %s, %s, %s, 'a claim', %s, 'ana')",
        [kind, table, *stored, hold.ground, hold.until],
    )


def _insert(chief: Connection, table: str, values: list[Any]) -> None:
    places = sql.SQL(", ").join(sql.Placeholder() * len(values))
    chief.execute(sql.SQL("insert into {} values ({})").format(sql.Identifier("troth", table), places), values)
