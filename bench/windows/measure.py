"""How long a statement takes in each form, one after the other in turns, so that a busy moment falls on all of them."""

from __future__ import annotations

import os
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.cores import beside_the_server
from bench.windows.cases import ASKS, PGBENCH, PSYCOPG, Ask, by_hand, plain
from bench.windows.marketplace import Marketplace, Size

BARE, WINDOW, HAND = "bare", "window", "by hand"
FORMS = (BARE, WINDOW, HAND)
THROUGH, INSIDE = "psycopg", "pgbench"
SERIAL = "-c max_parallel_workers_per_gather=0"
"""One process for each statement: how many more a scan gets depends on what else the machine does."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How often: rounds of turns, calls in each turn through psycopg, transactions in each turn of pgbench."""

    rounds: int
    calls: int
    scans: int
    turns: int
    transactions: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """Medians in milliseconds by form, and the median over the rounds of each form's ratio to the bare statement.

    `work` is that ratio for the processor time of the server alone, which hardly minds what else the machine does; it
    is known where the system tells it (Linux) and only through psycopg.
    """

    people: int
    purpose: str
    ask: str
    group: str
    how: str
    milliseconds: Mapping[str, float]
    ratios: Mapping[str, float]
    work: Mapping[str, float] = field(default_factory=dict)


@dataclass
class _Rounds:
    times: dict[str, list[float]] = field(default_factory=dict)
    work: dict[str, list[float]] = field(default_factory=dict)

    def add(self, form: str, milliseconds: float, work: float | None = None) -> None:
        self.times.setdefault(form, []).append(milliseconds)
        if work is not None:
            self.work.setdefault(form, []).append(work)

    def result(self, people: int, purpose: str, ask: Ask, how: str) -> Result:
        return Result(
            people=people,
            purpose=purpose,
            ask=ask.name,
            group=ask.group,
            how=how,
            milliseconds={form: statistics.median(times) for form, times in self.times.items()},
            ratios=_to_bare(self.times),
            work=_to_bare(self.work) if self.work else {},
        )


def _to_bare(rounds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Each form's median ratio to the bare statement of the same round."""
    return {
        form: statistics.median(time / bare for time, bare in zip(times, rounds[BARE], strict=True))
        for form, times in rounds.items()
    }


def forms_of(ask: Ask, purpose: str, names: Mapping[str, str]) -> dict[str, str]:
    """The texts of a statement: the window's is the bare one's, word for word."""
    texts = {BARE: plain(ask), WINDOW: plain(ask)}
    if (hand := by_hand(ask, purpose)) is not None:
        texts[HAND] = hand
    return {form: text.format_map(names) for form, text in texts.items()}


def through_psycopg(market: Marketplace, purpose: str, effort: Effort) -> Iterator[Result]:
    """Every statement through psycopg: prepared, on one connection of each form."""
    with log_in(market.owner) as owner, log_in(market.windows[purpose]) as window:
        connections = {BARE: owner, WINDOW: window, HAND: owner}
        for ask in ASKS:
            rounds, texts = _Rounds(), forms_of(ask, purpose, PSYCOPG)
            scan = ask.group == "scan"
            calls = 1 if scan else effort.calls
            for count in range(-1, effort.scans if scan else effort.rounds):
                # Each form draws people of its own: whoever asks second for the same row finds it in the caches.
                for form in random.sample(list(texts), len(texts)):
                    drawn = [draw(market.size) for _ in range(calls)]
                    taken, work = _calls(connections[form], texts[form], drawn)
                    if count >= 0:
                        rounds.add(form, taken, work)
            _tidy(owner, ask)
            yield rounds.result(market.size.people, purpose, ask, THROUGH)


def log_in(url: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(url, autocommit=True, options=SERIAL)
    connection.prepare_threshold = 0
    return connection


def _calls(
    connection: psycopg.Connection[Any], text: str, drawn: Sequence[Mapping[str, object]]
) -> tuple[float, float | None]:
    """The median time of these calls in milliseconds, and the server's processor time for all of them."""
    taken, begun_work = [], worked(connection)
    for given in drawn:
        values = {**given, "new": f"new{random.random()}"}
        begun = time.perf_counter()
        cursor = connection.execute(text, values)
        if cursor.description:
            cursor.fetchall()
        taken.append(time.perf_counter() - begun)
    done_work = worked(connection)
    work = None if begun_work is None or done_work is None else done_work - begun_work
    return statistics.median(taken) * 1000, work


def worked(connection: psycopg.Connection[Any]) -> float | None:
    """The processor time that the server's process of a connection has had, in nanoseconds."""
    try:
        return float(Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text().split()[0])
    except OSError:
        return None


def draw(size: Size) -> dict[str, object]:
    """Somebody whom every purpose may see (see marketplace.sql), and their latest order."""
    member = 3 * random.randrange(size.people // 3) + 1
    order = (size.orders - 1) * size.people + member
    return {
        "member": member,
        "order": order,
        "email": f"m{member}@example.org",
        "reference": f"r{order}",
        "text": f"Market Street {random.randrange(1000)}",
    }


def _tidy(owner: psycopg.Connection, ask: Ask) -> None:
    if ask.group == "write":
        owner.execute("delete from orders where reference like 'new%'")
        owner.execute("vacuum orders")


def inside_server(market: Marketplace, purpose: str, effort: Effort, program: str) -> Iterator[Result]:
    """The statements of an application (no scans) by pgbench: prepared, one client."""
    addresses = {BARE: market.owner, WINDOW: market.windows[purpose], HAND: market.owner}
    with tempfile.TemporaryDirectory() as folder, log_in(market.owner) as owner:
        for ask in ASKS:
            if ask.group == "scan":
                continue
            rounds, scripts = _Rounds(), {}
            for form, text in forms_of(ask, purpose, PGBENCH).items():
                scripts[form] = Path(folder, f"{form}.sql")
                scripts[form].write_text(_script(market.size, text))
            for _ in range(effort.turns):
                for form, script in scripts.items():
                    rounds.add(form, _pgbench(program, addresses[form], script, effort.transactions))
            _tidy(owner, ask)
            yield rounds.result(market.size.people, purpose, ask, INSIDE)


def _script(size: Size, text: str) -> str:
    return "\n".join(
        (
            f"\\set member 3 * random(0, {size.people // 3 - 1}) + 1",
            f"\\set order {(size.orders - 1) * size.people} + :member",
            "\\set random random(0, 999)",
            "\\set new random(1, 9000000000000000000)",
            f"{text};",
        )
    )


def _pgbench(program: str, address: str, script: Path, transactions: int) -> float:
    """The average time of a transaction, in milliseconds, without connecting."""
    parts = conninfo_to_dict(address)
    environment = os.environ | {
        "PGHOST": str(parts["host"]),
        "PGPORT": str(parts["port"]),
        "PGUSER": str(parts["user"]),
        "PGPASSWORD": str(parts["password"]),
        "PGOPTIONS": SERIAL,
    }
    command = [
        program,
        "-n",
        "-M",
        "prepared",
        "-c",
        "1",
        "-t",
        str(transactions),
        "-f",
        str(script),
        str(parts["dbname"]),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, preexec_fn=beside_the_server
    )
    found = re.search(r"latency average = ([\d.]+) ms", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"pgbench failed: {done.stderr}")
    return float(found.group(1))
