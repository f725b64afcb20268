"""What people asked for, written before it is done and confirmed after: what a restored backup has forgotten is known.

A deed is written in two lines. The first is on the disk before the deed's transaction commits, the second says how it
ended. If there is no second line, a crash came between: the deed counts as done, because the person asked for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Protocol

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.journal.chain import Adding, Chain, Deed, Said, Stand, deeds
from troth.journal.file import FileStore
from troth.journal.key import KEY_FILE, JournalKey, read_key
from troth.journal.table import TableStore
from troth.standing.journalled import Intent, Series, another_journal

WHERE = "TROTH_JOURNAL"
"""The environment variable that names the journal: a file, or the URL of a second PostgreSQL; empty: none is kept."""

OTHER_KEY = "TR742"

WITHOUT = ("because", "evidence", "again", "guardian")
"""What a word said in these parts is not in the journal: free words may name people."""


class Store(Protocol):
    """Where the lines of a journal lie. `of`: the database whose deeds are meant."""

    @property
    def exists(self) -> bool: ...
    def adding(self, key: str, make: Adding, *, of: str, durable: bool = True) -> AbstractContextManager[None]: ...
    def stands(self, of: str) -> Chain: ...
    def lines(self) -> Iterator[str]: ...
    def close(self) -> None: ...


class Journal:
    """The journal of one deployment. Nothing is read or made before it is needed."""

    def __init__(self, store: Store, key_file: Path) -> None:
        self.store = store
        self._key_file = key_file
        self._key: JournalKey | None = None

    def __str__(self) -> str:
        return str(self.store)

    def close(self) -> None:
        """Keep no connection open."""
        self.store.close()

    @property
    def exists(self) -> bool:
        """Whether anything was ever written to it."""
        return self.store.exists

    @property
    def key(self) -> JournalKey:
        """The key under which people stand in it. Raises Unavailable (TR740, TR742)."""
        if self._key is None:
            stands = self.store.stands("")
            key = read_key(self._key_file, make=not stands.journal)
            if stands.journal and stands.key != key.fingerprint:
                raise Unavailable(_other_key(str(self.store), self._key_file))
            self._key = key
        return self._key

    def intend(self, series: Series, kind: str, people: Sequence[str], words: Sequence[Said]) -> Intent:
        """Write down a deed about people, by the JSON arrays of their keys. It is on the disk when this returns.

        Raises Unavailable (TR740 to TR743).
        """
        with self.intended(series, kind, people, words) as intent:
            return intent

    @contextmanager
    def intended(self, series: Series, kind: str, people: Sequence[str], words: Sequence[Said]) -> Iterator[Intent]:
        """As intend(), for what can be done meanwhile: written down when the block begins, on the disk when it ends."""
        written: list[Intent] = []
        named = [self.key.person(kind, key) for key in people]
        said = [self._said(word) for word in words]

        def make(chain: Chain) -> list[str]:
            if series.begun and series.of not in chain.stands:
                raise Unavailable(another_journal(str(self)))
            stand = chain.stands.get(series.of, Stand())
            written.append(Intent(of=series.of, number=stand.next, after=stand.last))
            return [chain.deed_line(series.of, kind=kind, people=named, words=said)]

        with self.store.adding(self.key.fingerprint, make, of=series.of):
            yield written[-1]

    def done(self, intent: Intent) -> None:
        """The deed was committed."""
        self._settle("done", intent)

    def undone(self, intent: Intent) -> None:
        """The deed was given up, and nothing of it was committed."""
        self._settle("undone", intent)

    def _settle(self, outcome: str, intent: Intent) -> None:
        """How a deed ended. That is so whether it can be written or not: a lost line leaves a deed that counts as done.

        So nobody waits for the disk, and a journal that fails here is told of when the next deed is to be written down.
        """
        said = {outcome: intent.number, "of": intent.of}
        with (
            suppress(Unavailable),
            self.store.adding(self.key.fingerprint, lambda chain: [chain.line(said)], of=intent.of, durable=False),
        ):
            pass

    def read(self, of: str) -> tuple[tuple[Deed, ...], Chain]:
        """Every deed of one database, and where the journal stands."""
        return deeds(self.store.lines(), of)

    def _said(self, word: Said) -> Said:
        """A word without what could name anybody: rows become keyed hashes, as people are."""
        said = {name: part for name, part in word.items() if name not in WITHOUT}
        if isinstance(row := said.get("row"), list | tuple):
            said["row"] = {"table": row[0], "row": self.key.row(row[0], row[1])}
        if isinstance(scope := said.get("scope"), Mapping) and "row" in scope:
            row = scope["row"]
            said["scope"] = {**scope, "row": {"table": row["table"], "row": self.key.row(row["table"], row["key"])}}
        return said


def find_journal(given: str | None, home: Path, environment: Mapping[str, str] = os.environ) -> Journal | None:
    """The journal as given, else of TROTH_JOURNAL, else `home`/journal. An empty name: none, then None.

    Its key is in the file TROTH_JOURNAL_KEY_FILE, else beside the journal, or in `home` for one in a database.
    """
    named = given if given is not None else environment.get(WHERE)
    if named is not None and not named:
        return None
    in_a_table = named is not None and named.startswith(("postgresql:", "postgres:"))
    path = Path(named) if named and not in_a_table else home / "journal"
    store = TableStore(named) if named and in_a_table else FileStore(path)
    key = environment.get(KEY_FILE)
    return Journal(store, Path(key) if key else path.with_name(path.name + ".key"))


def _other_key(where: str, key_file: Path) -> Finding:
    return Finding(
        code=OTHER_KEY,
        message="the journal was written under another key than this one",
        where=Place(file=str(key_file), object=where),
        why="people stand in it as keyed hashes: under this key nobody would be found",
        hint=f"bring back the key that belongs to it, or name its file in {KEY_FILE}",
    )
