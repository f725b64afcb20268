"""Client and server on a core each, so that no figure hangs on where the system happens to put them."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def beside_the_server() -> None:
    """Keep this process to the server's core; where the system cannot, it stays free."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {_cores()[1]})


def wanted(load: float) -> str:
    """How busy the machine was, so that whoever reads a figure knows what it is worth."""
    return f"The machine has {os.cpu_count()} cores, and {load:.1f} processes wanted one at most."


@functools.cache
def _cores() -> tuple[int, int]:
    """The client's core and the server's: two if the machine has two."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


@contextmanager
def kept_apart(data: Path) -> Iterator[None]:
    """This process and the server's on a core each.

    Backends that begin from here on are children of the postmaster and stay on its core.
    """
    if hasattr(os, "sched_setaffinity"):
        before, (client, server) = os.sched_getaffinity(0), _cores()
        os.sched_setaffinity(int((data / "postmaster.pid").read_text().split()[0]), {server})
        os.sched_setaffinity(0, {client})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)
    else:
        yield
