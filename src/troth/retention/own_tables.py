"""Troth's own tables are swept too: what was said by people who are gone, and words that prove nothing any longer.

The purpose is accountability (GDPR, Art. 5(2) and 7(1), a legal obligation): what proves a consent, an objection or an
erasure is kept for three years after it has ended. What stands for somebody who is here stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.stored.evidence import ACCOUNTABILITY
from troth.ledger.entry import Entry
from troth.ledger.store import record
from troth.postgres.statements import statement
from troth.retention.remarks import forget_left_behind, left_behind
from troth.standing.forgetting import forget, forget_what_is_over, people_of
from troth.standing.people import People

BATCH = 1_000

LAPSING = (
    "consent", "withdraw", "object", "uphold", "refuse", "restrict", "lift", "begin", "end", "hold", "release",
    "access", "port", "rectify", "erase",
)  # fmt: skip
"""The words that lapse while their person is here. Agreements, approvals and statements stay as long as the person."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, kw_only=True)
class Own:
    """What goes, or has gone, of Troth's own tables."""

    people: int = 0
    """People whose row is gone: their standing goes, and what proves something stays under a pseudonym."""
    words: int = 0
    """Words of people who are here that prove nothing any longer."""
    over: int = 0
    """People who are gone and of whom nobody can ask for proof any more: the last that names them goes."""
    remarks: int = 0
    """What people said beside cells of documents that are gone."""

    @property
    def empty(self) -> bool:
        return not (self.people or self.words or self.over or self.remarks)

    def __str__(self) -> str:
        return (
            f"Of Troth's own tables: {self.people:,} people who are gone, {self.words:,} words older than"
            f" {ACCOUNTABILITY}, proof about {self.over:,} people that nobody can ask for any more,"
            f" {self.remarks:,} remarks beside cells that are gone."
        )

    def to_json(self) -> dict[str, object]:
        return {"people": self.people, "words": self.words, "over": self.over, "remarks": self.remarks}


def look(connection: Connection, compiled: Compiled) -> Own:
    """What would go of Troth's own tables. Reads only."""
    people = words = 0
    for kind in compiled.mapped.kinds():
        about = people_of(compiled, kind)
        people += _count(
            connection, about.statement("retention count gone people", gone=about.statement("retention gone people"))
        )
        words += _count(connection, _on_words(about, "retention count old words"))
    over, remarks = _count(connection, statement("retention count over")), left_behind(connection, compiled)
    return Own(people=people, words=words, over=over, remarks=remarks)


def sweep_own(connection: Connection, compiled: Compiled, *, actor: str) -> Own:
    """Let it go, in batches, each its own transaction."""
    people = sum(_forget_gone(connection, compiled, kind) for kind in compiled.mapped.kinds())
    words = sum(_forget_words(connection, people_of(compiled, kind)) for kind in compiled.mapped.kinds())
    with connection.transaction():
        over = forget_what_is_over(connection)
        done = Own(people=people, words=words, over=over, remarks=forget_left_behind(connection, compiled)())
        if not done.empty:
            detail = {"people": people, "words": words, "over": over, "remarks": done.remarks}
            record(connection, Entry(what="sweep of standing", actor=actor, detail=detail))
    return done


def _forget_gone(connection: Connection, compiled: Compiled, kind: str) -> int:
    """All of standing is gone through once, however many people are gone; each batch looks again at its own people."""
    about, count = people_of(compiled, kind), 0
    with connection.cursor(name="troth gone people", withhold=True) as gone:
        gone.execute(about.statement("retention gone people"))
        while keys := gone.fetchmany(BATCH):
            with connection.transaction():
                forgotten = _gone_alone(connection, about, keys)
                forget(connection, compiled, kind, forgotten)
            count += len(forgotten)
    return count


def _gone_alone(connection: Connection, about: People, keys: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Of these people, who is still gone and remembered, while nobody else can say or forget anything about them."""
    given = about.given(keys)
    connection.execute(about.statement("standing lock"), given)
    return connection.execute(about.statement("retention still gone"), given).fetchall()


def _forget_words(connection: Connection, about: People) -> int:
    query, count, last, gone = _on_words(about, "retention forget old words"), 0, 0, BATCH
    while gone == BATCH:
        with connection.transaction():
            connection.execute(statement("retention by index"))
            given = _given() | {"batch": BATCH, "after": last}
            ((last, gone),) = connection.execute(query, given, prepare=True).fetchall()
        count += gone
    return count


def _on_words(about: People, name: str) -> sql.SQL | sql.Composed:
    same = sql.SQL(" and ").join(sql.SQL("l.{0} = w.{0}").format(sql.Identifier(column)) for column in about.columns)
    old = about.statement("retention old words", same_person=same)
    return about.statement(name, old_words=old)


def _count(connection: Connection, query: sql.SQL | sql.Composed) -> int:
    row = connection.execute(query, _given()).fetchone()
    return int(row[0]) if row else 0


def _given() -> dict[str, Any]:
    return {"period": ACCOUNTABILITY, "words": list(LAPSING)}
