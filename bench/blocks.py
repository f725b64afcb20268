"""python -m bench.blocks: what one block of an application costs: psycopg's own pool beside `troth.purpose`."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from bench.cores import kept_apart, wanted
from bench.lifecycle.shop import Shop, server, shop
from bench.needs.__main__ import HERE
from bench.pages import put

PEOPLE, BLOCKS, TURN = 10_000, 4_000, 100
BEFORE = 500
"""How many blocks each way does before it counts: statements are prepared and planned by then."""

ASK = "select full_name, email from member where member_id = %s"
PURPOSE, OTHER = "account", "letter"

Block = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


def main() -> None:
    """Fill the club, ask in blocks, print, and put it into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m bench.blocks", description=__doc__)
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the table into this page of the documentation")
    chosen = parser.parse_args()
    with server() as (running, home), shop(home, "club", files=HERE) as made:
        made.add(1, PEOPLE, {})
        made.analyze()
        with kept_apart(running.folder / "data"), _ways(made) as ways:
            found = [*_measured(ways), "", wanted(os.getloadavg()[1])]
    print("\n".join(found))
    if chosen.page:
        put(chosen.page, "blocks", found)


@contextmanager
def _ways(made: Shop) -> Iterator[Mapping[str, Block]]:
    """A transaction by psycopg's pool on the bare table and as the window's role, and by Troth."""
    troth, window = made.troth, made.troth.opened.names.window(PURPOSE)
    with ExitStack() as stack:
        bare, as_window = (
            stack.enter_context(ConnectionPool(address, min_size=1, max_size=4))
            for address in (made.owner, troth.opened.address(window))
        )
        yield {
            "psycopg's pool, bare table": bare.connection,
            "psycopg's pool, logged in as the window": as_window.connection,
            "`troth.purpose`": lambda: troth.purpose(PURPOSE),
            "`troth.purpose` with an actor": lambda: troth.purpose(PURPOSE, actor="ana"),
            "`troth.purposes` of two": lambda: troth.purposes(PURPOSE, OTHER),
        }


def _measured(ways: Mapping[str, Block]) -> Iterator[str]:
    """Every way a turn, and again."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for block in ways.values():
        for _ in range(BEFORE):
            _one(block)
    for _ in range(BLOCKS // TURN):
        for name in random.sample(list(ways), len(ways)):
            times[name] += [_one(ways[name]) for _ in range(TURN)]
    first = statistics.median(next(iter(times.values())))
    yield "| one block that reads a member by key | median, µs | over the first |"
    yield "|---|---:|---:|"
    for name, taken in times.items():
        middle = statistics.median(taken)
        yield f"| {name} | {middle * 1e6:.0f} | {middle / first:.2f} |"


def _one(block: Block) -> float:
    who = random.randrange(PEOPLE) + 1
    begun = time.perf_counter()
    with block() as connection:
        connection.execute(ASK, [who]).fetchall()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
