"""Work that is killed at a random moment: its client, the backend that serves it, or the whole server.

A company is made once; each attempt works on a copy of its database and folder, until the work has come to its end.
TROTH_FAULTS says how often something is killed.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from databases import SERVER_ZONE, copy_database
from troth.postgres.embedded.server import EmbeddedServer, embedded_database

TIMES = int(os.environ.get("TROTH_FAULTS", "3"))
"""How often something is killed in each test."""

KILLS = ("client", "backend", "server")
"""In turn. The death of a `backend` makes the server restart itself; a `server` stays away until it is started."""

SECRET = "of the faults"
ORIGINAL = "troth"


@dataclass
class Ground:
    """A PostgreSQL of a test's own, in which everything may be killed."""

    home: Path
    server: EmbeddedServer = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start it, however it ended, and wait until it lets people in."""
        zone = {"timezone": SERVER_ZONE}
        self.server = embedded_database(self.home, database=ORIGINAL, fast=True, settings=zone, linger=0.5)
        self.wait()

    def wait(self) -> None:
        """Until the server lets people in, and nobody is left who was at work."""
        for _ in range(1_200):
            try:
                with psycopg.connect(self.server.superuser_url, autocommit=True) as chief:
                    others = "backend_type = 'client backend' and pid <> pg_backend_pid()"
                    if not chief.execute(f"select 1 from pg_stat_activity where {others}".encode()).fetchall():
                        return
            except psycopg.OperationalError:
                pass
            time.sleep(0.05)
        raise TimeoutError

    def kill(self, what: str, client: int) -> None:
        """kill -9. The backend is any that serves the client."""
        if what == "client":
            _kill(client)
            return
        with psycopg.connect(self.server.superuser_url, autocommit=True) as chief:
            found = chief.execute(
                "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
                " order by random() limit 1"
            ).fetchone()
        if found is not None:
            with contextlib.suppress(FileNotFoundError):  # it has come to its end by itself meanwhile
                _kill(found[0] if what == "backend" else parent(found[0]))

    def mend(self, what: str) -> None:
        """After a kill: the server runs again."""
        if what == "server":
            self.server.stop()
            self.start()
        self.wait()


@contextmanager
def ground(home: Path) -> Iterator[Ground]:
    """A ground in a folder that is made for it."""
    home.parent.chmod(0o711)
    home.mkdir()
    made = Ground(home)
    try:
        yield made
    finally:
        made.server.stop()


def environment() -> dict[str, str]:
    """In which a file of the tests can be run as a program: what they share is found."""
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}


@dataclass(frozen=True)
class Attempt:
    """A copy of a company, on which work is done until it is killed. `folder` has its policy and its journal."""

    ground: Ground
    name: str
    folder: Path

    @property
    def url(self) -> str:
        return make_conninfo(self.ground.server.url, dbname=self.name)

    def run(self, program: Path, kill: Callable[[int], None] = lambda _: None, *, longest: float = 0) -> Said:
        """Do the work in a process of its own; once it has begun, call `kill` with its number after a random time."""
        command = [sys.executable, str(program), str(self.folder / "privacy"), self.url]
        done: list[str] = []
        with (
            (self.folder / "problems").open("w") as problems,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=problems, text=True, env=environment()) as process,
        ):
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            timer = threading.Timer(random.uniform(0, longest), kill, [process.pid])
            timer.start()
            begun = time.monotonic()
            done += [line.strip() for line in process.stdout if line.endswith("\n")]
            process.wait()
            timer.cancel()
            timer.join()
        return Said(tuple(done), process.returncode == 0, time.monotonic() - begun)

    def drop(self) -> None:
        with psycopg.connect(self.ground.server.superuser_url, autocommit=True) as chief:
            chief.execute(f"drop database if exists {self.name} with (force)".encode())
        shutil.rmtree(self.folder)


@dataclass(frozen=True)
class Said:
    """What a process had said when it ended. `finished` if it had come to its end by itself."""

    done: tuple[str, ...]
    finished: bool
    took: float
    """Seconds of work."""


def copied(ground: Ground, folder: Path) -> Attempt:
    """A copy of the original database, and of this company's folder."""
    name = f"attempt_{time.monotonic_ns()}"
    with psycopg.connect(make_conninfo(ground.server.superuser_url, dbname="postgres"), autocommit=True) as chief:
        copy_database(chief, ORIGINAL, name, "owner")
        # Without it a crash would set the copy's sequences back: PostgreSQL has logged where they stand, but not how
        # far ahead they may be used before it logs that again.
        chief.execute("checkpoint")
    where = folder.with_name(name)
    shutil.copytree(folder, where)
    return Attempt(ground, name, where)


def killed_again_and_again(
    ground: Ground, folder: Path, program: Path, check: Callable[[Attempt, Said], None], *, longest: float
) -> None:
    """Kill the work TIMES times, and check what is there after each; where it came to its end, begin with a new copy.

    In the end it is done once more, and has to come to its end.
    """
    attempt = copied(ground, folder)
    for count in range(TIMES):
        what = KILLS[count % len(KILLS)]
        said = attempt.run(program, lambda client, what=what: ground.kill(what, client), longest=longest)
        ground.mend(what)
        check(attempt, said)
        if said.finished:
            attempt.drop()
            attempt = copied(ground, folder)
    said = attempt.run(program)
    assert said.finished, (attempt.folder / "problems").read_text()
    check(attempt, said)


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _kill(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return
