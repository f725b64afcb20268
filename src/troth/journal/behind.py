"""Is the database older than the journal? A restored backup is, and so is a standby that missed the last commits.

Each deed leaves a mark in the database, in its own transaction. A deed that the journal confirms and that has no mark
was forgotten. Until it is repeated, the windows would show people who had asked not to be seen: they stay closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from troth.errors import Refused, TrothError, Unavailable
from troth.findings import Finding, Level, Place
from troth.journal.chain import Deed
from troth.journal.journal import Journal
from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres.connection import connect
from troth.postgres.statements import statement
from troth.standing.journalled import Series, another_journal, series_of

BEHIND, NONE_KEPT, BROKEN = "TR744", "TR745", "TR746"


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Whether the windows of a deployment stay closed. `address` is that of the desk, who may see the marks.

    `shut`: shuts them for everybody, also for logins that come without Troth.
    """

    journal: Journal | None
    address: Callable[[], str]
    shut: Callable[[], object]
    open_before_replay: bool = False

    def check(self) -> None:
        """Raises Refused (TR743, TR744) while the database is older than its journal."""
        if self.open_before_replay or self.journal is None or not self.journal.exists:
            return
        with connect(self.address(), autocommit=True) as connection:
            finding = behind(connection, self.journal)
        if finding is not None:
            if finding.code == BEHIND:
                # Whoever works with a window's login alone cannot shut them; somebody who can will notice too.
                with suppress(psycopg.Error, TrothError):
                    self.shut()
            raise Refused(finding)


def behind(connection: psycopg.Connection[Any], journal: Journal) -> Finding | None:
    """What is wrong if the database is older than the journal. Reads a few lines and a few marks."""
    if not journal.exists:
        return None
    series = _series(connection)
    if series is None:
        return None
    stands = journal.store.stands(series.of)
    if series.of not in stands.stands:
        return another_journal(str(journal)) if series.begun else None
    asked = {"of": series.of, "last": stands.stands[series.of].last}
    row = connection.execute(statement("journal behind"), asked).fetchone()
    return _older(str(journal)) if row and row[0] else None


def _series(connection: psycopg.Connection[Any]) -> Series | None:
    """The name that the database has for itself; None before a journal was kept for it."""
    try:
        return series_of(connection.execute(statement("journal series")).fetchall())
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, Unavailable):
        return None


def series_here(connection: psycopg.Connection[Any]) -> str:
    """The name that the database has for itself in journals. Raises Unavailable (TR747)."""
    return series_of(connection.execute(statement("journal series")).fetchall()).of


def forgotten(connection: psycopg.Connection[Any], journal: Journal) -> tuple[Deed, ...]:
    """The deeds of the journal that the database does not have: confirmed ones, and those that nobody gave up."""
    series = _series(connection)
    return _forgotten(connection, series.of, journal.read(series.of)[0]) if series else ()


def _forgotten(connection: psycopg.Connection[Any], of: str, deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    asked = {"of": of, "numbers": [deed.number for deed in deeds]}
    here = {number for (number,) in connection.execute(statement("journal here"), asked).fetchall()}
    return tuple(deed for deed in deeds if deed.outcome != "undone" and deed.number not in here)


def verify_journal(connection: psycopg.Connection[Any], journal: Journal | None) -> Iterator[Finding]:
    """What a verification says of the journal: none is kept, it was tampered with, or the database is older."""
    if journal is None:
        yield _none_kept()
        return
    _, chain = journal.read("")
    if chain.broken:
        yield _broken(str(journal), chain.broken)
    finding = behind(connection, journal)
    if finding is not None:
        yield finding


def status(connection: psycopg.Connection[Any], journal: Journal) -> dict[str, object]:
    """Where a journal is and what it holds of this database, in words."""
    series = _series(connection)
    deeds, chain = journal.read(series.of if series else "")
    undone = sum(deed.outcome == "undone" for deed in deeds)
    return {
        "journal": str(journal),
        "key": chain.key or "none yet",
        "deeds": len(deeds) - undone,
        "given up": undone,
        "unconfirmed": sum(deed.outcome is None for deed in deeds),
        "last": deeds[-1].at if deeds else "none yet",
        "forgotten here": len(_forgotten(connection, series.of, deeds)) if series else 0,
    }


def adopt(connection: psycopg.Connection[Any]) -> None:
    """Another name for this database, under which no deed is known yet."""
    with connection.transaction():
        connection.execute(statement("journal forget"))
        connection.execute(statement("journal name the database"))
        record(connection, Entry(what="journal begun anew"))


def _older(where: str) -> Finding:
    return Finding(
        code=BEHIND,
        message="the database is older than its journal: it has forgotten what people asked for since",
        where=Place(object=where),
        why="a backup was restored, or a standby took over that had missed the last commits",
        hint="troth replay: it shows what would be repeated, asks, and opens the windows, which are shut until then",
    )


def _none_kept() -> Finding:
    return Finding(
        code=NONE_KEPT,
        message="no journal is kept",
        where=Place(object="TROTH_JOURNAL"),
        why="a restored backup would bring back whom it knew, and nobody could tell who had been erased since",
        hint="set TROTH_JOURNAL to a file or a second database that no backup of this one contains",
        level=Level.WARNING,
    )


def _broken(where: str, lines: list[int]) -> Finding:
    return Finding(
        code=BROKEN,
        message=f"the journal was changed: line {lines[0]:,} does not follow the line before it",
        where=Place(object=where),
        why="lines were changed, taken out or put in; what it says of people may not be all that they asked for",
        hint="compare it with a copy; what is missing has to be asked of people or of the ledger",
    )
