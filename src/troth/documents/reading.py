"""Reading a file: every way in which it may not even be a readable document is a finding, never a crash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from troth.documents.building import Builder
from troth.documents.document import Document
from troth.errors import Refused
from troth.findings import Finding, Place

LARGEST = 1_000_000
"""Bytes of the largest file that is read. A policy of 1,500 lines has some 60,000."""

MISSING, UNREADABLE, EMPTY, TOO_LARGE, NOT_UTF8, CONTROL = "TR001", "TR002", "TR003", "TR004", "TR005", "TR006"

# Beside control characters: a byte order mark within the text, and the marks that reorder what a reader sees.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\u2029\u202f-\u2065\u206a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SHOWN_CHARACTERS = 20
_BOTH = "the policy and the data map are both needed"


def read_documents(*paths: Path) -> tuple[Document, ...]:
    """Several files at once. Raises Refused with the findings of all of them."""
    documents: list[Document] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            documents.append(read_document(path))
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(*findings)
    return tuple(documents)


def read_document(path: Path) -> Document:
    """The document in a file of at most 1 MB. Raises Refused."""
    file = str(path)
    try:
        # A pipe would be waited for without end.
        if not path.exists() or path.is_file():
            with path.open("rb") as opened:
                return parse_document(opened.read(LARGEST + 1), file)
        kind = "a folder" if path.is_dir() else "something else"
        finding = _unreadable(file, f"`{file}` is {kind}, not a file")
    except FileNotFoundError:
        hint = "`troth init` drafts tables.yaml; `--policy FOLDER` names another folder"
        finding = Finding(
            code=MISSING, message=f"there is no file `{file}`", where=Place(file=file), why=_BOTH, hint=hint
        )
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL character.
        reason = error.strerror if isinstance(error, OSError) else str(error)
        finding = _unreadable(file, f"`{file}` cannot be read: {reason}")
    raise Refused(finding)


def _unreadable(file: str, message: str) -> Finding:
    return Finding(
        code=UNREADABLE,
        message=message,
        where=Place(file=file),
        why=_BOTH,
        hint="make it a file that this login may read",
    )


def parse_document(text: bytes, file: str) -> Document:
    """The document that some bytes are; `file` is the name its findings give. Raises Refused."""
    if len(text) > LARGEST:
        raise Refused(
            Finding(
                code=TOO_LARGE,
                message=f"`{file}` is larger than {LARGEST:,} bytes",
                where=Place(file=file),
                why="a policy and a data map fit into far less: a larger file is a mistake or an attack",
                hint="check that it is the right file",
            )
        )
    written = _decoded(text, file)
    if found := tuple(islice(_control_characters(written, file), _SHOWN_CHARACTERS)):
        raise Refused(*found)
    return Builder(file).build(written, empty=_empty(file))


def _empty(file: str) -> Finding:
    return Finding(
        code=EMPTY,
        message=f"`{file}` is empty",
        where=Place(file=file),
        why=_BOTH,
        hint="the documentation has an example to start from",
    )


def _decoded(text: bytes, file: str) -> str:
    try:
        # libyaml would take a byte order mark for a character of the first key.
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8", "replace")
        place = _position(before, len(before), file)
        raise Refused(
            Finding(
                code=NOT_UTF8,
                message=f"byte 0x{text[error.start]:02x} is not UTF-8",
                where=place,
                why="the same bytes would mean other letters to another program",
                hint="save the file as UTF-8",
            )
        ) from None


def _control_characters(text: str, file: str) -> Iterator[Finding]:
    for found in _CONTROL.finditer(text):
        yield Finding(
            code=CONTROL,
            message=f"the character U+{ord(found[0]):04X} cannot be seen and cannot be part of a name",
            where=_position(text, found.start(), file),
            why="a reader would not see all that is written",
            hint="remove it",
        )


def _position(text: str, index: int, file: str) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return Place(file=file, line=text.count("\n", 0, index) + 1, column=index - start + 1)
