"""The key under which people stand in the journal: in a file of its own, outside every backup of the database.

Whoever has the journal without the key cannot tell who is meant, not even by trying every key of a table.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.new_file import write_once

KEY_FILE = "TROTH_JOURNAL_KEY_FILE"
"""The environment variable that names the file of the key."""

UNREADABLE = "TR740"


@dataclass(frozen=True)
class JournalKey:
    """A secret of 32 bytes."""

    secret: bytes

    def __repr__(self) -> str:
        return f"JournalKey({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """What tells one key from another, and gives nothing of it away."""
        return hashlib.sha256(b"troth journal key " + self.secret).hexdigest()[:16]

    def person(self, kind: str, key: str) -> str:
        """A person of a kind; `key` is the JSON array of their key as PostgreSQL writes it."""
        return self._stands_for("person", kind, key)

    def row(self, table: str, key: Sequence[Any]) -> str:
        """A row of one of the company's tables."""
        return self._stands_for("row", table, json.dumps(list(key), ensure_ascii=False, default=str))

    def _stands_for(self, *parts: str) -> str:
        return hmac.digest(self.secret, json.dumps(parts, ensure_ascii=False).encode(), hashlib.sha256).hex()


def read_key(path: Path, *, make: bool) -> JournalKey:
    """The key in a file; a new one, readable by its owner alone, if there is none and `make` allows it.

    Raises Unavailable (TR740).
    """
    try:
        if make and not path.exists():
            write_once(path, secrets.token_hex(32) + "\n")
        return JournalKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except FileNotFoundError:
        raise Unavailable(_unreadable(path, "it is not there")) from None
    except OSError as problem:
        raise Unavailable(_unreadable(path, problem.strerror or str(problem))) from None
    except ValueError:
        raise Unavailable(_unreadable(path, "it holds no key")) from None


def _unreadable(path: Path, said: str) -> Finding:
    return Finding(
        code=UNREADABLE,
        message=f"the journal's key cannot be had: {said}",
        where=Place(file=str(path)),
        why="people stand in the journal as keyed hashes: without this key nobody can tell who is meant",
        hint=f"bring back the file from where you keep keys, or name it in {KEY_FILE}",
    )
