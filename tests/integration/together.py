"""Several pieces of work at the same moment, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg

from troth.errors import TrothError


def in_threads(*work: Callable[[], object]) -> list[object]:
    """What each piece of work returned or raised, all of them at once."""
    found: list[object] = [None] * len(work)
    barrier = threading.Barrier(len(work))

    def run(place: int) -> None:
        barrier.wait()
        try:
            found[place] = work[place]()
        except (TrothError, psycopg.Error) as problem:
            found[place] = problem

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return found
