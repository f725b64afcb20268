"""A sweep next to the best hand-written deletes and updates: the same data, the same server, one run."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.lifecycle import by_hand, by_hand_history, by_hand_threads
from bench.lifecycle.shop import HERE, opened, server, shop
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


THREADS = HERE / "threads"
"""A board instead of the shop: ten messages a person, each of which answers the one before."""
HISTORY = HERE / "history"
"""A shop that has let go what it sold: rows that lead to nobody any more."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What people have, how many rows of that go or lose cells, of how many of a hundred people, and the sweep by hand.

    Of nobody: a sweep with nothing to do, and `each` is how many rows it looks at.
    """

    name: str
    rows: Mapping[str, int]
    each: int
    expired: int = EXPIRED
    files: Path = HERE
    at_once: Callable[[psycopg.Connection[Any]], int] = by_hand.at_once
    in_batches: Callable[[psycopg.Connection[Any], int], int] = by_hand.in_batches


CASES = (
    Case(name="rows deleted", rows=ALL, each=10),
    Case(name="cells erased", rows=ORDER, each=1),
    Case(
        name="rows that hang on each other deleted", rows={"message": 10}, each=11, files=THREADS,
        at_once=by_hand_threads.at_once, in_batches=by_hand_threads.in_batches,
    ),
    Case(name="nothing due", rows=ALL, each=10, expired=0),
    Case(
        name="nothing due, and nine of ten rows plain", rows={"sale": 9}, each=10, expired=0, files=HISTORY,
        at_once=by_hand_history.at_once, in_batches=by_hand_history.in_batches,
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Run:
    """One way of sweeping: how many rows went or changed; of Troth's, its batches and the client's peak memory in MB.

    `seconds` is what passed, `work` the processor time of the server, which hardly minds what else the machine does.
    """

    name: str
    seconds: float
    work: float
    rows: int
    batches: int = 0
    memory: float = 0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One sort of sweep, in each way; Troth's comes last. `rows` go or lose cells, of so many people; or are looked at,
    where nothing is due."""

    name: str
    rows: int
    people: int
    runs: tuple[Run, ...]

    @property
    def troth(self) -> Run:
        return self.runs[-1]


def sweep(rows: int) -> Iterator[Outcome]:
    """So many expired rows among as many that stay, for each sort of sweep."""
    return (_outcome(case, rows // case.each) for case in CASES)


def _outcome(case: Case, people: int) -> Outcome:
    filled = people * 100 // case.expired if case.expired else people
    with server() as (running, home):
        with shop(home, NAME, files=case.files) as made:
            for first in range(1, filled + 1, FILLING):
                made.add(first, min(first + FILLING - 1, filled), case.rows, expired=case.expired)
            made.analyze()
        runs = tuple(_runs(case, running.superuser_url, made.owner, home))
    if len({run.rows for run in runs}) > 1:
        raise SystemExit(f"not the same work: {runs}")
    return Outcome(name=case.name, rows=runs[-1].rows or people * case.each, people=people, runs=runs)


def _runs(case: Case, superuser: str, owner: str, home: Path) -> Iterator[Run]:
    """What is written by hand on copies of the database, then Troth on the database itself."""
    ways: Mapping[str, Callable[[psycopg.Connection[Any]], int]] = {
        "by hand, one statement a table": case.at_once,
        f"by hand, in batches of {BATCH:,}": lambda chief: case.in_batches(chief, BATCH),
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
        yield pool.apply(by_troth, (home, owner, case.files))


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


def by_troth(home: Path, url: str, files: Path) -> Run:
    """Troth's sweep as the client does it, in a process of its own, so that its memory can be told."""
    with opened(home, NAME, url, files=files) as troth, troth.owner() as connection:
        compiled, batches = troth.compiled(), list[str]()
        before, begun = _work(url), time.perf_counter()
        troth.owe_files()
        swept = run_sweep(connection, compiled, progress=lambda table, _rows: batches.append(table))
        seconds = time.perf_counter() - begun
        work = _work(url) - before
    rows = sum(taken.touched for taken in swept.taken.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(name="troth sweep", seconds=seconds, work=work, rows=rows, batches=len(batches), memory=memory)


def _work(url: str) -> float:
    """The processor time that the server's processes for a database have had, in seconds."""
    query = (
        "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        " and backend_type = 'client backend'"
    )
    with psycopg.connect(url) as connection:
        pids = [pid for (pid,) in connection.execute(query).fetchall()]
    return sum(float(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9
