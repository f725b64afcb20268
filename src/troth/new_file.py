"""A file that is there whole or not at all, and (if nothing else is said) only for its owner to read."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO


class NewFile:
    """A file that is written beside its place, and named when all of it is on the disk. Raises OSError throughout."""

    def __init__(self, path: Path, mode: int) -> None:
        self.path = path
        self.mode = mode
        self.aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file to write it into, from its beginning; on the disk when the block has ended well."""
        self.aside.unlink(missing_ok=True)
        with os.fdopen(os.open(self.aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self.mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def lines(self) -> Iterator[TextIO]:
        """As opened(), for text."""
        with self.opened() as file:
            text = io.TextIOWrapper(file, "utf-8", newline="\n")
            yield text
            text.detach()

    def name(self, *, over: bool = False) -> None:
        """Give it its name. Raises FileExistsError if there is a file of that name, unless it may be written `over`."""
        if over:
            self.aside.replace(self.path)
            return
        os.link(self.aside, self.path)
        self.aside.unlink()

    def discard(self) -> None:
        """Nothing stays of what has no name yet."""
        with contextlib.suppress(OSError):
            self.aside.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path, *, mode: int = 0o600) -> Iterator[NewFile]:
    """A new file, of which nothing stays if the block fails."""
    made = NewFile(path, mode)
    with contextlib.ExitStack() as failed:
        failed.callback(made.discard)
        yield made
        failed.pop_all()


def write_once(path: Path, text: str) -> None:
    """A file of the deployment's own, with its folder, unless it is there: another process may make it meanwhile."""
    make_folder(path.parent)
    with contextlib.suppress(FileExistsError), new_file(path) as made:
        with made.lines() as file:
            file.write(text)
        made.name()


def make_folder(path: Path) -> None:
    """The folder of the deployment's own files; servers started by root let their user through it."""
    path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
