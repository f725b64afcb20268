"""What is handed over: one JSON document, or CSV for a spreadsheet, in which no cell is taken for a formula."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from troth.errors import Refused, Unavailable
from troth.findings import Finding, Place
from troth.new_file import NewFile, new_file

FILE = "TR788"

Table = Sequence[Mapping[str, Any]]
"""The rows of one table, each by its columns."""

Tables = Mapping[str, Table]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would take for a formula."""


def plain(value: Any) -> Any:
    """A value of a row as JSON has it: days and times, numbers with fractions and whatever else as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case dict():
            return {str(name): plain(part) for name, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
    return str(value)


def as_json(about: Mapping[str, Any], tables: Tables) -> bytes:
    """One document: what the release is, then its tables."""
    text = json.dumps({**about, "tables": tables}, ensure_ascii=False, indent=1)
    return text.encode() + b"\n"


def as_csv(about: Mapping[str, Any], tables: Tables) -> bytes:
    """The rows of the one table there is."""
    return _csv(next(iter(tables.values()))).encode()


def as_zip(about: Mapping[str, Any], tables: Tables) -> bytes:
    """A CSV file for each table, and what the release is beside them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", _csv(rows))
    return made.getvalue()


FORMS: Mapping[str, Callable[[Mapping[str, Any], Tables], bytes]] = {".json": as_json, ".csv": as_csv, ".zip": as_zip}
"""What is written, by the end of the file's name."""


def _csv(rows: Table) -> str:
    text = io.StringIO()
    columns = list(rows[0]) if rows else []
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def written_as(path: Path | None, tables: Sequence[str]) -> Callable[[Mapping[str, Any], Tables], bytes]:
    """How a file is written, by its name; without one as JSON. Raises Refused (TR788): it exists, or no form fits."""
    if path is None:
        return as_json
    if path.exists():
        _refuse(path, "the file exists already", "name a new file: what was released is not written over")
    if path.suffix not in FORMS:
        _refuse(path, "the name does not tell how to write it", "end it in .json, .csv (of one table) or .zip")
    if path.suffix == ".csv" and len(tables) != 1:
        _refuse(path, f"a CSV file holds one table, and this release has {len(tables)}", "end it in .zip or .json")
    return FORMS[path.suffix]


def aside(path: Path | None) -> AbstractContextManager[NewFile | None]:
    """The file of a release, if it has one. What was written of it goes if the block fails."""
    return nullcontext() if path is None else new_file(path)


def write(file: NewFile | None, content: bytes) -> None:
    """Write all of it, not yet in its place. Raises Unavailable (TR788)."""
    if file is None:
        return
    try:
        with file.opened() as opened:
            opened.write(content)
    except OSError as problem:
        message = f"the file cannot be written: {problem.strerror}"
        hint = f"is there room in `{file.path.parent}`, and may you write there? Or name a file elsewhere"
        raise Unavailable(_finding(file.path, message, hint)) from None


def put_in_place(file: NewFile | None, number: int) -> None:
    """Give what was written its name. Raises Unavailable (TR788): the release is recorded by now."""
    if file is None:
        return
    try:
        file.name()
    except OSError as problem:
        message = f"disclosure {number} is recorded, and its file cannot be named: {problem.strerror}"
        hint = f"it is complete in {file.aside}: give it its name, or destroy it"
        raise Unavailable(_finding(file.path, message, hint)) from None


def _refuse(path: Path, message: str, hint: str) -> None:
    raise Refused(_finding(path, message, hint))


def _finding(path: Path, message: str, hint: str) -> Finding:
    why = "what leaves is written whole to a new file, or the release does not happen"
    return Finding(code=FILE, message=message, where=Place(file=str(path)), why=why, hint=hint)
