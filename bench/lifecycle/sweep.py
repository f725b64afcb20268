"""A sweep next to the best hand-written deletes and updates: the same data, the same server, one run."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.lifecycle import by_hand
from bench.lifecycle.shop import opened, server, shop
from troth.retention.sweeping import run_sweep

ALL: Mapping[str, int] = {
    "address": 1, "card": 1, "orders": 1, "item": 1, "ticket": 1, "message": 1, "login": 1, "review": 1, "wish": 1,
}  # fmt: skip
"""With the customer's own row ten rows, all of which go."""
ORDER: Mapping[str, int] = {"orders": 1, "ordered": 1}
"""An order of a year ago, for whose sake the customer's row stays: two cells of it go."""
EXPIRED = 50
"""Of a hundred people so many were last seen four years ago."""
BATCH = 1_000
"""Rows of a batch by hand. Troth finds its own."""
FILLING = 50_000
NAME = "swept"


@dataclass(frozen=True)
class Case:
    """What people have, and how many rows of that go or lose cells."""

    name: str
    rows: Mapping[str, int]
    each: int


CASES = (Case("rows deleted", ALL, 10), Case("cells erased", ORDER, 1))


@dataclass(frozen=True, kw_only=True)
class Run:
    """One way of sweeping: how many rows went or changed, and the client's peak memory in MB.

    `seconds` is what passed, `work` the processor time of the server, which hardly minds what else the machine does.
    """

    name: str
    seconds: float
    work: float
    rows: int
    memory: float | None = None


def sweep(rows: int) -> Iterator[str]:
    """So many expired rows among as many that stay, for each sort of sweep."""
    for case in CASES:
        yield from _case(case, rows)


def _case(case: Case, rows: int) -> Iterator[str]:
    people = rows // case.each * 100 // EXPIRED
    with server() as (running, home):
        with shop(home, NAME) as made:
            for first in range(1, people + 1, FILLING):
                made.add(first, min(first + FILLING - 1, people), case.rows, expired=EXPIRED)
            made.analyze()
        runs = list(_runs(running.superuser_url, made.owner, home))
    yield f"{case.name}: {rows:,} rows of {rows // case.each:,} people, by hand in batches of {BATCH:,}"
    yield from _lines(runs, rows // case.each)
    if {run.rows for run in runs} != {rows}:
        raise SystemExit(f"not the same work: {runs}")


def _runs(superuser: str, owner: str, home: Path) -> Iterator[Run]:
    """What is written by hand on copies of the database, then Troth on the database itself."""
    ways: Mapping[str, Callable[[psycopg.Connection[Any]], int]] = {
        "by hand, one statement a table": by_hand.at_once,
        "by hand, in batches": partial(by_hand.in_batches, batch=BATCH),
    }
    for count, (name, work) in enumerate(ways.items()):
        copy = _copied(superuser, f"copy_{count}")
        with psycopg.connect(copy, autocommit=True) as chief:
            before, begun = _work(copy), time.perf_counter()
            taken = work(chief)
            seconds = time.perf_counter() - begun
            yield Run(name=name, seconds=seconds, work=_work(copy) - before, rows=taken)
    _ready(make_conninfo(superuser, dbname=NAME))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool.apply(by_troth, (home, owner))


def _copied(superuser: str, name: str) -> str:
    """A database like it, with its rows where they lie there."""
    with psycopg.connect(superuser, autocommit=True) as chief:
        query = sql.SQL("create database {} template {} strategy file_copy")
        chief.execute(query.format(sql.Identifier(name), sql.Identifier(NAME)))
    copy = make_conninfo(superuser, dbname=name)
    _ready(copy)
    return copy


def _ready(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as chief:
        chief.execute("vacuum (analyze)")
        chief.execute("checkpoint")


def by_troth(home: Path, url: str) -> Run:
    """Troth's sweep as the client does it, in a process of its own, so that its memory can be told."""
    with opened(home, NAME, url) as troth, troth.owner() as connection:
        compiled = troth.compiled()
        before, begun = _work(url), time.perf_counter()
        troth.owe_files()
        swept = run_sweep(connection, compiled)
        seconds = time.perf_counter() - begun
        work = _work(url) - before
    rows = sum(taken.touched for taken in swept.taken.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(name="troth sweep", seconds=seconds, work=work, rows=rows, memory=memory)


def _work(url: str) -> float:
    """The processor time that the server's processes for a database have had, in seconds."""
    query = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    with psycopg.connect(url) as connection:
        pids = [pid for (pid,) in connection.execute(query).fetchall()]
    return sum(float(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9


def _lines(runs: Sequence[Run], people: int) -> Iterator[str]:
    yield f"  {'':<32} {'seconds':>9} {'work':>9} {'rows/s':>10} {'people/s':>10}   Troth takes, and works"
    troth = runs[-1]
    for run in runs:
        ratio = f"{troth.seconds / run.seconds:.2f} times, {troth.work / run.work:.2f}" if run is not troth else ""
        speed = f"{run.rows / run.seconds:10,.0f} {people / run.seconds:10,.0f}"
        yield f"  {run.name:<32} {run.seconds:9.2f} {run.work:9.2f} {speed}   {ratio}"
    yield f"  Troth's client: {troth.memory:.0f} MB at most"
