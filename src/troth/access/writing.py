"""Writing a copy to a file that only its owner can read, in the form that its name asks for.

The file appears whole, once the deed stands in the ledger, or not at all.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from troth.access.as_csv import write_zip
from troth.access.as_html import write_html
from troth.access.as_json import write_json
from troth.access.asking import Asked
from troth.access.making import Opened, again, opened_access, opened_port
from troth.compiler.build import Compiled
from troth.errors import Refused, Unavailable
from troth.findings import Finding, Place, did_you_mean
from troth.new_file import NewFile, new_file
from troth.subjects.keys import Connection, Someone

FORM, EXISTS, CANNOT, NO_REQUEST = "TR751", "TR752", "TR753", "TR757"

FORMS = {".json": "json", ".zip": "csv", ".html": "html"}
"""Which form the end of a file's name asks for."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A copy that was written: where, in which form, and how many rows of how many tables it holds."""

    path: Path
    form: str
    tables: int
    rows: int

    def __str__(self) -> str:
        return f"{self.rows:,} rows of {self.tables} tables: {self.path}"

    def to_json(self) -> dict[str, object]:
        return {"path": str(self.path), "form": self.form, "tables": self.tables, "rows": self.rows}


def write_access(
    connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked, path: Path, *, over: bool
) -> Written:
    """Write an access copy. `over`: a file of this name may be replaced.

    Raises as access(), and Refused: TR751 no form of this name, TR752 the file exists; Unavailable: TR753.
    """
    asked = replace(asked, form=checked(path, over=over), others=True)
    return _write(path, asked, lambda: opened_access(connection, compiled, people, asked), over=over)


def write_port(
    connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked, path: Path, *, over: bool
) -> Written:
    """Write a portable copy. Raises as write_access(); Refused (TR757): another service, and no request."""
    if asked.hand_to and asked.also is None:
        raise Refused(
            Finding(
                code=NO_REQUEST,
                message=f"a copy goes to {asked.hand_to} only if the person asks for it",
                where=Place(file=str(path)),
                why="Art. 20(2) GDPR: it is handed over at the person's own request, not at the other service's",
                hint="verify the request first, and name it: --request ID",
            )
        )
    asked = replace(asked, form=checked(path, over=over))
    return _write(path, asked, lambda: opened_port(connection, compiled, people, asked), over=over)


def checked(path: Path, *, over: bool) -> str:
    """The form that a file's name asks for. Raises Refused: TR751, TR752."""
    form = FORMS.get(path.suffix.lower())
    if form is None:
        message = f"`{path.name}` names no form that a copy can have"
        why = "by the end of its name whoever opens it knows what is in it, and so does Troth"
        hint = did_you_mean(path.suffix, FORMS)
        raise Refused(Finding(code=FORM, message=message, where=Place(file=str(path)), why=why, hint=hint))
    if not over and os.path.lexists(path):
        raise Refused(_exists(path))
    return form


def _cannot(path: Path, problem: OSError) -> Finding:
    return Finding(
        code=CANNOT,
        message=f"the copy cannot be written: {problem.strerror}",
        where=Place(file=str(path)),
        why="a copy is there whole or not at all, and nothing is recorded of one that was not made",
        hint=f"is there a folder `{path.parent}` that you may write to, with room left? Or name a file elsewhere",
    )


def _exists(path: Path) -> Finding:
    return Finding(
        code=EXISTS,
        message="there is a file of this name already",
        where=Place(file=str(path)),
        why="it may be the copy of another person",
        hint="name a new file, or say --yes",
    )


def _write(path: Path, asked: Asked, opened: Callable[[], AbstractContextManager[Opened]], *, over: bool) -> Written:
    def once(new: NewFile) -> Written:
        with opened() as copy, new.opened() as file:
            write(file, asked.form, copy)
            held = [table.count for table in copy.tables if table.count]
        return Written(path=path, form=asked.form, tables=len(held), rows=sum(held))

    try:
        with new_file(path) as new:
            written = again(lambda: once(new))
            new.name(over=over)
    except FileExistsError:
        raise Refused(_exists(path)) from None
    except OSError as problem:
        raise Unavailable(_cannot(path, problem)) from None
    return written


def write(file: BinaryIO, form: str, copy: Opened) -> None:
    """Write a copy in one of the forms."""
    if form == "csv":
        write_zip(file, copy.about, copy.tables)
        return
    text = io.TextIOWrapper(file, "utf-8", newline="\n", write_through=False)
    (write_json if form == "json" else write_html)(text, copy.about, copy.tables)
    text.flush()
    text.detach()
