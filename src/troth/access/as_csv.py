"""A copy as tables for a spreadsheet: one CSV file for each, in a zip, with a README that says what they are.

A cell that a spreadsheet would take for a formula is written as text: opening the copy must not run what somebody typed
into a form.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from troth.access.copy import About, AboutAccess, TableCopy
from troth.access.reading import TableReading, Tables
from troth.access.standing import AS_READ

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
"""How a cell begins that a spreadsheet may take for a formula, in wide letters too."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)

_BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take the files for those of another alphabet."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: when the copy was made stands in the README."""


def write_zip(file: BinaryIO, about: About, tables: Tables) -> None:
    """Write one CSV file for each table, gone through once, and one for each part of the head."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        names = _Names()
        written: list[tuple[str, str]] = []
        for table in tables:
            name = names.new(table.table, table.person, len(about.people))
            if _write_table(archive, name, table):
                written.append((name, f"rows of {table.table}"))
        kept = [(table.table, one) for table in tables for one in table.kept]
        parts = {**_parts(about), "kept": [{"table": name, **one.model_dump(mode="json")} for name, one in kept]}
        for part, rows in parts.items():
            if rows:
                with _csv_file(archive, f"{part}.csv") as out:
                    _write_rows(out, list(rows[0]), rows)
                written.append((f"{part}.csv", _SAYS[part]))
        with archive.open(_entry("README.txt"), "w") as out:
            out.write(_readme(about, written).encode())


_SAYS = {
    "people": "whom the copy is about",
    "columns": "what each column of the tables is",
    "purposes": "what your data is used for, on which ground, and how long it is kept",
    "categories": "what the kinds of data are",
    "recipients": "who could be given your data",
    "disclosures": "who was given your data, what of it, and when",
    "automated": "decisions that are taken without a human",
    "holds": "what may keep data longer than its purposes",
    "rights": "what you can ask for",
    "elsewhere": "other places that hold data of yours, which is not in here",
    "consents": "what you agreed to",
    "agreements": "what else you accepted, confirmed or were told",
    "restrictions": "what of your data is kept, but not used",
    "held": "what of your data is kept for a claim or a law",
    "history": "everything that was said about your data",
    "remarks": "what you said about documents that are not changed",
    "requests": "what you asked for",
    "kept": "until when each purpose keeps what the tables hold",
}


def safe(value: object) -> str:
    """A value as a cell. What a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


_HOW_TO_READ = """\
Each file is text in UTF-8, separated by commas, every cell in quotes, with the names of the columns in the first row.
An empty cell holds nothing. Where another person's key would stand, the cell says which part they have in the row, such
as seller. A cell that a spreadsheet would take for a formula begins with an apostrophe, which is not part of it. What
is only another person's is left out. A table that is not here holds nothing about you.
"""


class _Names:
    """Names of files in the zip: no two alike, none that leads out of it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, table: str, person: int, people: int) -> str:
        stem = re.sub(r"[^\w-]+", "_", table).strip("_") or "table"
        stem = f"{stem}_{person + 1}" if people > 1 else stem
        name = next(name for count in range(1000) if (name := f"{stem}{count or ''}").lower() not in self._taken)
        self._taken.add(name.lower())
        return f"tables/{name}.csv"


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _EARLIEST)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.external_attr = 0o600 << 16
    return made


@contextmanager
def _csv_file(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    with archive.open(_entry(name), "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as out:
        out.write(_BYTE_ORDER_MARK)
        yield csv.writer(out, quoting=csv.QUOTE_ALL)


def _write_rows(out: Any, columns: Sequence[str], rows: Iterable[Any]) -> None:
    out.writerow([safe(column) for column in columns])
    out.writerows([safe(row.get(column)) for column in columns] for row in rows)


def _write_table(archive: zipfile.ZipFile, name: str, table: TableReading | TableCopy) -> bool:
    """Write one table unless it turns out to have no rows. Tells whether it did."""
    rows = iter(table.rows)
    first = next(rows, None)
    if first is None:
        return False
    columns = [column.column for column in table.columns]
    with _csv_file(archive, name) as out:
        _write_rows(out, columns, itertools.chain([first], rows))
    return True


def _parts(about: About) -> dict[str, list[dict[str, Any]]]:
    """The parts of the head that are tables themselves."""
    parts: dict[str, list[Any]] = {"people": [one.model_dump(mode="json") for one in about.people]}
    if not isinstance(about, AboutAccess):
        return parts
    for name in ("purposes", "categories", "recipients", "automated", "holds", "rights", "elsewhere"):
        parts[name] = [one.model_dump(mode="json") for one in getattr(about, name)]
    for standing in about.standing:
        said = standing.model_dump(mode="json")
        for name in AS_READ:
            part = "held" if name == "holds" else name
            parts.setdefault(part, []).extend({"person": standing.person, **row} for row in said[name])
    return parts


def _readme(about: About, written: Sequence[tuple[str, str]]) -> str:
    what = {
        "access": "Everything held about you, with what the law wants said about it (Art. 15 GDPR).",
        "port": "What you provided, or was observed of you, under consent or contract (Art. 20 GDPR).",
    }
    controller = about.controller
    lines = [what[about.of], ""]
    lines += [f"From {controller.name}, {controller.country}: {controller.contact}"]
    lines += [f"Data-protection officer: {controller.dpo}"] if controller.dpo else []
    lines += [f"Represented in the Union by: {controller.representative}"] if controller.representative else []
    lines += [f"Supervisory authority: {controller.authority}"] if controller.authority else []
    lines += [f"Made at {about.made_at.isoformat()}, under version {about.policy.version} of the policy.", ""]
    lines += ["For " + ", ".join(f"{one.kind} {_key(one.key)} ({one.says})" for one in about.people), ""]
    lines += [f"{name}: {says}" for name, says in written]
    return "\n".join([*lines, "", _HOW_TO_READ])


def _key(key: Sequence[object]) -> str:
    return ", ".join(map(str, key))
