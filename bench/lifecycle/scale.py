"""Ten million rows of a million people in twelve tables: how long each work takes, what memory the client needs, and
which tables its statements read from end to end."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from bench.lifecycle.scans import Explained
from bench.lifecycle.shop import Shop, server, shop
from bench.lifecycle.works import CONSENTED, Work, works

ROWS: Mapping[str, int] = {
    "address": 1, "card": 1, "orders": 1, "item": 1, "ticket": 1, "message": 1, "login": 1, "review": 1, "wish": 1,
}  # fmt: skip
"""With the customer's own row ten rows each; vouchers and devices stay empty but for those of a few."""

EXPIRED = 10
"""Of a hundred people so many were last seen too long ago: what a sweep takes away."""

BATCH, AT_ONCE = 50_000, 5_000


@dataclass(frozen=True, kw_only=True)
class Read:
    """A table of which a statement has read many rows, and why it may; None if it should not have."""

    table: str
    excuse: str | None
    statement: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One work, done once: what it is, how long it took, what it said of itself, and what it read."""

    name: str
    seconds: float
    said: str = ""
    memory: float
    """What the client has needed so far at most, in MB."""
    load: float
    """How many processes wanted a core of the machine then."""
    statements: int = 0
    reads: frozenset[Read] = frozenset()
    """What it has read much of."""


def scale(people: int = 1_000_000, tell: Callable[[str], None] = lambda _what: None) -> Iterator[Step]:
    """Fill, apply, and each work once. `tell` is told what begins, and how far it is."""
    with server() as (running, home), shop(home, "scale") as made:
        explained = Explained(running.folder / "server.log")
        yield _timed("filled", lambda: _fill(made, people, tell))
        explained.begin(made.superuser, nested=False)  # Logins of the desk are kept from here on.
        yield _timed(f"one of {CONSENTED} consented", lambda: _consents(made, people, tell))
        yield _timed("analysed", lambda: _analysed(made))
        for work in works(made, people, tell):
            tell(f"{work.name} ...")
            yield carried_out(work, made, explained)


def _fill(made: Shop, people: int, tell: Callable[[str], None]) -> str:
    for first in range(1, people + 1, BATCH):
        made.add(first, min(first + BATCH - 1, people), ROWS, expired=EXPIRED)
        tell(f"filled up to {min(first + BATCH - 1, people):,} people")
    return f"{people * (1 + sum(ROWS.values())):,} rows"


def _consents(made: Shop, people: int, tell: Callable[[str], None]) -> str:
    """Some of everybody; with those who were not seen for long it has run out, so that the sweep takes them."""
    who = range(CONSENTED // 2, people + 1, CONSENTED)
    for first in range(0, len(who), AT_ONCE):
        made.troth.consent_many("customer", who[first : first + AT_ONCE], "newsletter", actor="a benchmark")
        tell(f"consented: {min(first + AT_ONCE, len(who)):,}")
    with psycopg.connect(made.superuser) as connection:
        connection.execute("delete from troth.consent_customer where subject %% 100 < %s", [EXPIRED])
    return f"{len(who):,} people"


def _analysed(made: Shop) -> str:
    made.analyze()
    with psycopg.connect(made.superuser) as connection:
        query = "select pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(pg_catalog.current_database()))"
        return "".join(f"{size} on disk" for (size,) in connection.execute(query).fetchall())


def _timed(name: str, do: Callable[[], Any]) -> Step:
    begun = time.perf_counter()
    done = do()
    seconds = time.perf_counter() - begun
    said = done if isinstance(done, str) else ""
    return Step(name=name, seconds=seconds, said=said, memory=memory(), load=os.getloadavg()[0])


def carried_out(work: Work, made: Shop, explained: Explained) -> Step:
    """A work done and timed, with what its statements have read."""
    explained.begin(made.superuser, nested=work.nested)
    step, reads, count = _timed(work.name, work.do), set(), 0
    for statement in explained.done():
        count += 1
        reads |= {
            Read(table=scan.table, excuse=work.excuse(scan, statement), statement=statement.name)
            for scan in statement.scans(work.most)
        }
    return replace(step, statements=count, reads=frozenset(reads))


def memory() -> float:
    """What this process has needed at most, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
