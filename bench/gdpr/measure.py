"""All ways asked the same in turns, each answer held against the right one."""

from __future__ import annotations

import itertools
import random
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.gdpr.operations import CHANGED, Mix, Operation, draw
from bench.gdpr.oracle import Oracle
from bench.gdpr.policy import SERVING, purpose_of
from bench.gdpr.records import COUNTS
from bench.gdpr.stores import Store

WARM_UP = 6
"""How often each statement is asked before it counts: PostgreSQL plans the first five of a prepared one anew."""

TURN = 25
"""How many operations each way does before it is another's turn, so that a busy moment falls on all of them."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One way's figures for one mix: times in milliseconds, `right` the share of right answers."""

    records: int
    mix: str
    way: str
    operations: int
    total: float
    work: float
    """The processor time that the server had for all of them; nothing where the system does not tell it."""
    latency: Mapping[str, tuple[float, float, float]]
    """Operation -> median, 95th and 99th percentile."""
    spent: Mapping[str, float]
    """Operation -> all of its times together."""
    right: float
    wrong: tuple[str, ...] = ()
    whole: float = 0
    """The share of records that stand right at the end."""
    space: float = 0
    """The size of the database over that of the data alone."""


@dataclass
class _Tally:
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    work: float = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)


def run(mix: Mix, records: int, count: int, stores: Sequence[Store], oracle: Oracle, *, seed: int) -> list[Result]:
    """Every way does all operations of the mix, a turn each."""
    operations = draw(mix, records, count, seed)
    _warm(mix, stores)
    tallies = {store.name: _Tally() for store in stores}
    for start in range(0, count, TURN):
        turn = operations[start : start + TURN]
        expected = [oracle.answer(each) for each in turn]
        for store in random.sample(list(stores), len(stores)):
            tally, worked = tallies[store.name], _worked(store)
            for operation, right in zip(turn, expected, strict=True):
                begun = time.perf_counter()
                given = store.answer(operation)
                tally.times[operation.name].append((time.perf_counter() - begun) * 1000)
                if (given is None and operation.kind.startswith("update")) or oracle.right(operation, given, right):
                    tally.right += 1
                else:
                    tally.wrong.append(f"{operation}: {_brief(given)} instead of {_brief(right)}")
            tally.work += _worked(store) - worked
    return [_result(mix, records, count, name, tally) for name, tally in tallies.items()]


def _warm(mix: Mix, stores: Sequence[Store]) -> None:
    """What a connection that has been in use has behind it: every statement planned, for every purpose, and data read.

    Reading asks for what there is, as later: PostgreSQL keeps a plan for all values only if it takes no longer than
    those for the values that were asked, and would go on planning anew after some that nothing matches. What changes
    data finds nothing: it changes nothing, and is as quick for many records as for few.
    """
    for kind, by in mix.shares:
        if kind.startswith("read"):
            for number, store in itertools.product(range(COUNTS["pur"]), stores):
                operation = Operation(kind=kind, by=by, number=number)
                unasked = number == 0 or (store.apart and purpose_of(operation) != SERVING)
                for _ in range(WARM_UP if unasked else 1):
                    store.answer(operation)
        elif kind != "insert":
            for field in CHANGED if kind == "update meta" else ("",):
                for store in WARM_UP * list(stores):
                    store.answer(Operation(kind=kind, by=by, number=0, field=field, finds=False))


def _worked(store: Store) -> float:
    """The processor time that the server's processes of a store have had, in milliseconds."""
    schedules = (Path(f"/proc/{connection.info.backend_pid}/schedstat") for connection in store.connections)
    return sum(int(each.read_text().split()[0]) / 1e6 for each in schedules if each.is_file())


def whole(stores: Sequence[Store], oracle: Oracle) -> dict[str, float]:
    """The share of records that stand in each way with just the values they should have."""
    return {
        store.name: sum(oracle.now(each.key) == each for each in store.everything()) / max(oracle.count, 1)
        for store in stores
    }


def peak_memory() -> float:
    """The most memory this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _brief(answer: object) -> str:
    return f"{len(answer)} rows" if isinstance(answer, set) else str(answer)


def _result(mix: Mix, records: int, count: int, way: str, tally: _Tally) -> Result:
    latency = {name: _percentiles(times) for name, times in sorted(tally.times.items())}
    return Result(
        records=records,
        mix=mix.name,
        way=way,
        operations=count,
        total=sum(sum(times) for times in tally.times.values()),
        work=tally.work,
        latency=latency,
        spent={name: sum(times) for name, times in tally.times.items()},
        right=tally.right / count,
        wrong=tuple(tally.wrong[:3]),
    )


def _percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    if len(times) < 2:
        return times[0], times[0], times[0]
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return statistics.median(times), cuts[94], cuts[98]
