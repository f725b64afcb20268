"""The small process that keeps an embedded PostgreSQL running while somebody uses it, and then stops it.

It is started by server.py, by its path and without the rest of Troth, and detaches itself at once. It is the server's
parent, so that a server that was killed never stays behind as a zombie, and it takes the server with it when it is
killed itself. Who uses the server is known from locks alone, because the kernel lets go of them however a process ends:

    users.lock    shared by every process that uses the server
    watcher.lock   held by the watcher
    server.lock   inherited by all processes of the server: free means that none of them lives
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GLANCE = 0.25
"""Seconds between two looks at whether somebody still uses the server."""

Order = dict[str, Any]
"""What to start: command, user, group, log, folder, data, socket_folder, own_socket_folder, linger and note."""


def main(order: Order, answer: int) -> None:
    """Detach, start the server, write to `answer` whether it is ready, and keep it until nobody uses it."""
    if os.fork():
        return
    os.setsid()
    folder = Path(order["folder"])
    watcher = _locked(folder / "watcher.lock")
    server_lock = _locked(folder / "server.lock")
    woken = _wake_on(signal.SIGCHLD, signal.SIGTERM)
    note = folder / "server.json"
    server = _start(order, server_lock)
    os.close(server_lock)
    try:
        if _ready(server, Path(order["data"])):
            _write(note, {**order["note"], "watcher": os.getpid(), "server": server.pid})
            _tell(answer, b"ready")
            _keep(server, folder / "users.lock", order["linger"], woken)
        else:
            _tell(answer, b"failed")
    finally:
        _stop(server)
        note.unlink(missing_ok=True)
        if order["own_socket_folder"]:
            shutil.rmtree(order["socket_folder"], ignore_errors=True)
        os.close(watcher)


def _locked(path: Path) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _wake_on(*signals: signal.Signals) -> int:
    """A file that can be read as soon as one of these signals has come."""
    reads, writes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
    os.set_blocking(writes, False)
    signal.set_wakeup_fd(writes)
    for number in signals:
        signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return reads


def _start(order: Order, server_lock: int) -> subprocess.Popen[bytes]:
    with Path(order["log"]).open("ab") as log:
        return subprocess.Popen(
            order["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=order["environment"],
            pass_fds=[server_lock],
            start_new_session=True,
            preexec_fn=_dies_with_its_parent(),  # noqa: PLW1509  (this process has no threads)
            user=order["user"],
            group=order["group"],
            extra_groups=None if order["user"] is None else [],
        )


def _dies_with_its_parent() -> Callable[[], None] | None:
    """On Linux the kernel can send the server a fast shutdown when the watcher dies. Elsewhere the next start does."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    set_parent_death_signal = 1
    return lambda: prctl(set_parent_death_signal, int(signal.SIGINT))


def _ready(server: subprocess.Popen[bytes], data: Path) -> bool:
    """Wait until the server takes connections; false if it ends before. The process is compared, because a server that
    was killed leaves a file that also says ready."""
    while server.poll() is None:
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
        except OSError:
            lines = []
        if len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.01)
    return False


def _write(note: Path, content: dict[str, Any]) -> None:
    fresh = note.with_suffix(".new")
    fresh.write_text(json.dumps(content))
    fresh.replace(note)


def _tell(answer: int, word: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):  # who asked was killed meanwhile; others may come
        os.write(answer, word)
    os.close(answer)


def _keep(server: subprocess.Popen[bytes], users: Path, linger: float, woken: int) -> None:
    """Return when nobody has used the server for `linger` seconds, when it has ended, or when told to stop.

    In the first case the lock stays taken, so that who comes now waits until the server has stopped.
    """
    file = os.open(users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    unused_since: float | None = None
    while server.poll() is None:
        if select.select([woken], [], [], GLANCE)[0] and signal.SIGTERM in os.read(woken, 64):
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unused_since = None
            continue
        unused_since = unused_since or time.monotonic()
        if time.monotonic() - unused_since >= linger:
            return
        fcntl.flock(file, fcntl.LOCK_UN)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """A fast shutdown; then an immediate one; then none at all."""
    for number, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is not None:
            return
        server.send_signal(number)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]))
