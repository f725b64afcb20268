"""A journal in a file that is only ever added to, by any number of processes at once.

A line counts once it is on the disk. The file may be renamed at any time (by logrotate, or here when it has grown): the
next line begins a new one, and old files beside it are read with it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.journal.chain import Adding, Chain
from troth.new_file import make_folder
from troth.postgres.file_locks import opened

UNWRITABLE = "TR741"

LARGEST = 16 * 2**20
"""Bytes after which a new file is begun: so much is read when a process starts to write."""


class FileStore:
    """The journal at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._chain = Chain()
        self._read: tuple[int, int] = (0, 0)
        """The file that was read, by its number, and how far."""

    def __str__(self) -> str:
        return str(self.path)

    @property
    def exists(self) -> bool:
        return self.path.exists() or bool(self._older())

    @contextlib.contextmanager
    def adding(self, key: str, make: Adding, *, of: str, durable: bool = True) -> Iterator[None]:
        """Add the lines that `make` says of one database, given where the journal stands.

        They are written when the block begins. `durable`: and on the disk when it has ended well. Raises Unavailable
        (TR741).
        """
        with contextlib.ExitStack() as closing:
            with self._told(), self._locked():
                file = self._open(closing)
                fresh = self._begun(file, key)
                self._write(file, [*fresh, *make(self._chain)])
            yield
            # Outside of the lock: the kernel brings what several have written to the disk at once.
            with self._told():
                if durable or fresh:
                    os.fdatasync(file)
                if fresh:
                    _fsync_folder(self.path.parent)

    def stands(self, of: str) -> Chain:
        """Where the journal stands now. Raises Unavailable (TR741)."""
        if not self.path.exists():
            return self._after_older()
        with self._told(), self._locked(), contextlib.ExitStack() as closing:
            self._catch_up(self._open(closing))
            return dataclasses.replace(self._chain)

    def lines(self) -> Iterator[str]:
        """Every whole line, the oldest first."""
        for path in [*self._older(), self.path]:
            with (
                contextlib.suppress(FileNotFoundError),
                path.open(encoding="utf-8", errors="replace", newline="\n") as file,
            ):
                yield from (line.rstrip("\n") for line in file if line.strip())

    def close(self) -> None:
        """Nothing is kept open between two lines."""

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What the file system does not do is said in words."""
        try:
            yield
        except OSError as problem:
            raise Unavailable(_unwritable(self.path, problem)) from None

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        make_folder(self.path.parent)
        with opened(self.path.with_name(self.path.name + ".lock")) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _open(self, closing: contextlib.ExitStack) -> int:
        if self.path.exists() and self.path.stat().st_size > LARGEST:
            self.path.rename(self._next_name())
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        closing.callback(os.close, file)
        return file

    def _begun(self, file: int, key: str) -> list[str]:
        """Read the file to its end; the line that begins it, if it is new."""
        if os.fstat(file).st_size > 0:
            self._catch_up(file)
            return []
        self._chain, self._read = self._after_older(), (os.fstat(file).st_ino, 0)
        return [self._chain.first_line(key)]

    def _catch_up(self, file: int) -> None:
        about = os.fstat(file)
        number, size = self._read
        if number != about.st_ino or size > about.st_size:
            self._chain, size = Chain(), 0
        text = os.pread(file, about.st_size - size, size)
        if text and not text.endswith(b"\n"):
            os.write(file, b"\n")  # a crash has cut this line off
        _take_in(self._chain, text)
        self._read = (about.st_ino, os.fstat(file).st_size)

    def _write(self, file: int, lines: Sequence[str]) -> None:
        text = b"".join(line.encode() + b"\n" for line in lines)
        self._read = (0, 0)  # until all of it is written, what is known of the file is in doubt
        if os.write(file, text) < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        about = os.fstat(file)
        self._read = (about.st_ino, about.st_size)

    def _after_older(self) -> Chain:
        """Where the journal stood before its last file was renamed."""
        chain = Chain()
        if older := self._older():
            _take_in(chain, older[-1].read_bytes())
        return chain

    def _older(self) -> list[Path]:
        """The files that were renamed, in the order in which they were written."""
        ours = self.path.parent.glob(self.path.name + ".*")
        begun = [(begin, path) for path in ours if path.is_file() and (begin := _begins_with(path)) is not None]
        return [path for _, path in sorted(begun)]

    def _next_name(self) -> Path:
        taken = [int(path.suffix[1:]) for path in self._older() if path.suffix[1:].isdigit()]
        return self.path.with_name(f"{self.path.name}.{max(taken, default=0) + 1:06}")


def _take_in(chain: Chain, text: bytes) -> None:
    for line in text.decode(errors="replace").split("\n"):
        if line:
            chain.read(line)


def _begins_with(path: Path) -> str | None:
    """When a file was begun, if it belongs to a journal."""
    with path.open(encoding="utf-8", errors="replace") as file:
        line = file.readline()
    said = Chain().read(line.rstrip("\n")) if line else None
    return said["at"] if said and "journal" in said else None


def _fsync_folder(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _unwritable(path: Path, problem: OSError) -> Finding:
    return Finding(
        code=UNWRITABLE,
        message=f"the journal cannot be written: {problem.strerror}",
        where=Place(file=str(path)),
        why="what a person asked for is written there before it is done, so that no restored backup forgets it",
        hint="name a file that can be written, or a second database, in TROTH_JOURNAL",
    )
