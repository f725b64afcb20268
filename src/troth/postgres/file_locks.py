"""Locks on files, which the kernel lets go of however a process ends: they tell who uses an embedded PostgreSQL."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 60.0
"""Seconds to wait for a server to start or to stop."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def is_free(lock: Path) -> bool:
    with opened(lock) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def wait_until_free(lock: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not is_free(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
