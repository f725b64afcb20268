"""Ten million rows of a million people in twelve tables: how long each work takes, and what memory the client needs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.lifecycle.shop import Shop, server, shop

ROWS: Mapping[str, int] = {
    "address": 1, "card": 1, "orders": 1, "item": 1, "ticket": 1, "message": 1, "login": 1, "review": 1, "wish": 1,
}  # fmt: skip
"""With the customer's own row ten rows each; vouchers and devices stay empty but for those of a few."""

EXPIRED = 10
"""Of a hundred people so many were last seen too long ago: what a sweep takes away."""

BATCH = 50_000


@dataclass(frozen=True)
class Step:
    """One work, done once: what it is, how long it took, and what it said of itself."""

    name: str
    seconds: float
    said: str


def scale(people: int = 1_000_000) -> Iterator[Step]:
    """Fill, apply, verify, read, copy, erase and sweep, each timed once."""
    with server() as (_, home), shop(home, "scale") as made:
        yield _timed("filled", lambda: _fill(made, people))
        yield _timed("analysed", made.analyze)
        yield _timed("planned anew", made.troth.plan)
        yield _timed("verified", made.troth.verify)
        yield _timed("a page of twenty orders in a window", lambda: _page(made))
        yield _timed(
            "copied one person", lambda: made.troth.subject("customer", people // 2 + 1).access(because="a benchmark")
        )
        yield _timed(
            "copied another", lambda: made.troth.subject("customer", people // 2 + 2).access(because="a benchmark")
        )
        for number in (3, 4):
            yield _timed("erased one person", lambda n=number: _erase(made, people // 2 + n))
        yield _timed("planned a sweep", made.troth.plan_sweep)
        yield _timed(f"swept {EXPIRED} %", made.troth.sweep)
        yield _timed("planned another: nothing is left", made.troth.plan_sweep)


def _fill(made: Shop, people: int) -> str:
    for first in range(1, people + 1, BATCH):
        made.add(first, min(first + BATCH - 1, people), ROWS, expired=EXPIRED)
    return f"{people * (1 + sum(ROWS.values())):,} rows"


def _page(made: Shop) -> str:
    with made.troth.purpose("fulfilment") as db:
        query = "select full_name, total from orders join customer using (customer_id) order by order_id desc limit 20"
        return f"{len(db.execute(query).fetchall())} rows"


def _erase(made: Shop, who: int) -> Any:
    return made.troth.subject("customer", who).plan_erasure().apply(because="a benchmark")


def _timed(what: str, work: Callable[[], Any]) -> Step:
    begun = time.perf_counter()
    said = work()
    return Step(what, time.perf_counter() - begun, said if isinstance(said, str) else "")
