"""Exports for tests of the audit, written by other code than the ledger's own: the definition, line by line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from troth.ledger.signing import KeyFile


def entry(number: int) -> str:
    said = {
        "actor": "ana",
        "at": f"2026-11-22T02:03:29.{number:06d}Z",
        "detail": {"n": number},
        "login": "desk",
        "purpose": None if number % 2 else "news",
        "subject": "member:" + hashlib.sha256(b"%d" % number).hexdigest(),
        "v": 1,
        "what": "consent",
    }
    return one_form(said)


def one_form(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def root(entries: list[str]) -> bytes:
    if len(entries) < 2:
        return hashlib.sha256(b"\x00" + entries[0].encode() if entries else b"").digest()
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return hashlib.sha256(b"\x01" + root(entries[:half]) + root(entries[half:])).digest()


def line(text: str, place: int) -> str:
    leaf = hashlib.sha256(b"\x00" + text.encode()).hexdigest()
    return f'{{"entry":{text},"hash":"{leaf}","place":{place}}}\n'


def export(key: KeyFile, entries: list[str], sizes: list[int]) -> list[str]:
    """The lines of an export of these entries with checkpoints over these sizes."""
    head = {"format": "troth ledger 1", "keys": [str(key.public)], "origin": key.name}
    lines = [one_form(head) + "\n"]
    for size in range(len(entries) + 1):
        if size in sizes:
            lines.append(one_form({"checkpoint": key.sign(size, root(entries[:size])).note}) + "\n")
        if size < len(entries):
            lines.append(line(entries[size], size))
    return [*lines, one_form({"checkpoints": len(sizes), "end": len(entries)}) + "\n"]


def written(path: Path, lines: list[str]) -> Path:
    path.write_bytes("".join(lines).encode())
    return path
