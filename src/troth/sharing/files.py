"""What is handed over: one JSON document, or CSV for a spreadsheet, in which no cell is taken for a formula."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from troth.errors import Refused, Unavailable
from troth.findings import Finding, Place

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


def written_as(path: Path, tables: Sequence[str]) -> Callable[[Mapping[str, Any], Tables], bytes]:
    """How a file is written, by its name. Raises Refused (TR788): it exists, or its form does not fit."""
    if path.exists():
        _refuse(path, "the file exists already", "name a new file: what was released is not written over")
    if path.suffix not in FORMS:
        _refuse(path, "the name does not tell how to write it", "end it in .json, .csv (of one table) or .zip")
    if path.suffix == ".csv" and len(tables) != 1:
        _refuse(path, f"a CSV file holds one table, and this release has {len(tables)}", "end it in .zip or .json")
    return FORMS[path.suffix]


def beside(path: Path) -> Path:
    """Where a file is written before it is in its place."""
    return path.with_name(path.name + ".part")


def write_beside(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, not yet in its place. Raises Unavailable (TR788)."""
    try:
        with os.fdopen(os.open(beside(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        message = f"the file cannot be written: {problem.strerror}"
        raise Unavailable(Finding(code=FILE, message=message, where=Place(file=str(path)))) from None


def put_in_place(path: Path, number: int) -> None:
    """Give a file that was written beside it its name. Raises Unavailable (TR788): the release is recorded by now."""
    try:
        beside(path).rename(path)
    except OSError as problem:
        message = f"disclosure {number} is recorded, and its file cannot be named: {problem.strerror}"
        hint = f"it is complete in {beside(path)}: give it its name, or destroy it"
        raise Unavailable(Finding(code=FILE, message=message, where=Place(file=str(path)), hint=hint)) from None


def _refuse(path: Path, message: str, hint: str) -> None:
    raise Refused(Finding(code=FILE, message=message, where=Place(file=str(path)), hint=hint))
