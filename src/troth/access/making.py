"""Making a copy: the person is found, the law's information gathered, the rows read, the deed entered in the ledger.

A copy can be held as a value, or gone through once while it is written to a file (see writing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import psycopg

from troth.access.asking import Asked
from troth.access.copy import About, AboutAccess, AboutPort, AccessCopy, PersonTold, PortCopy, Row, StandingTold
from troth.access.held import TableQuery
from troth.access.information import (
    Holds,
    automated_of,
    categories_of,
    controller_of,
    elsewhere_of,
    holds_for,
    holds_of,
    policy_of,
    purposes_of,
    recipients_of,
    rights_of,
)
from troth.access.noting import enter, say
from troth.access.reading import (
    NEVER,
    Found,
    Span,
    TableReading,
    busy,
    find_person,
    one_moment,
    queries_for,
    read_tables,
    settle,
)
from troth.access.standing import restricted_for, standing_of
from troth.compiler.build import Compiled
from troth.elsewhere import Deed, Outside, look_outside
from troth.ledger.entry import Json
from troth.subjects.keys import Connection, Someone

T = TypeVar("T")

_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A copy that is being read: its head, and its tables to be gone through once, in this order."""

    about: About
    tables: Sequence[TableReading]


def access(connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked) -> AccessCopy:
    """Everything held about a person (several, if one human has several keys). `connection` owns the tables.

    Raises Refused: TR701 to TR703 there is no such person, and whatever `also` refuses; Stale (TR750).
    """

    def once() -> AccessCopy:
        with opened_access(connection, compiled, people, asked) as copy:
            tables = tuple(reading.whole() for reading in copy.tables)
            return AccessCopy.model_construct(**dict(copy.about), tables=tables)

    return again(once)


def port(connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked) -> PortCopy:
    """What a person provided, under consent or contract. Raises as access()."""

    def once() -> PortCopy:
        with opened_port(connection, compiled, people, asked) as copy:
            tables = (reading.whole() for reading in copy.tables)
            return PortCopy.model_construct(**dict(copy.about), tables=tuple(each for each in tables if each.rows))

    return again(once)


def again(once: Callable[[], T]) -> T:
    """Another word about the same person at the same moment is no reason to give up at once. Raises Stale (TR750)."""
    for _ in range(_TRIES):
        try:
            return once()
        except psycopg.errors.SerializationFailure as problem:
            met = problem
    raise busy(met) from None


@contextmanager
def opened_access(
    connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked
) -> Iterator[Opened]:
    """An access copy of this moment, entered in history and ledger when the block ends well."""
    with _opened(connection, compiled, people, asked, word="access") as everyone:
        standing = tuple(standing_of(found, number) for number, found in enumerate(everyone))
        holds = [holds_for(each, restricted_for(found)) for each, found in zip(standing, everyone, strict=True)]
        readings: list[TableReading] = []
        for number, found in enumerate(everyone):
            queries = queries_for(compiled, found.kind)
            understood = _Whole(compiled, holds[number], found)
            readings += read_tables(connection, found, number, queries, understood)
        outside = [_ask_others(connection, compiled, found, asked) for found in everyone] if asked.others else []
        told = frozenset(task.system for each in outside for task in each.tasks)
        yield Opened(about=_about_access(compiled, everyone, standing, holds, told), tables=readings)


@contextmanager
def opened_port(
    connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked
) -> Iterator[Opened]:
    """A portable copy of this moment, entered in history and ledger when the block ends well."""
    with _opened(connection, compiled, people, asked, word="port") as everyone:
        readings: list[TableReading] = []
        for number, found in enumerate(everyone):
            queries = queries_for(compiled, found.kind, portable=True)
            readings += read_tables(connection, found, number, queries, portable_row)
        yield Opened(about=AboutPort(**_head(compiled, everyone)), tables=readings)


@contextmanager
def _opened(
    connection: Connection, compiled: Compiled, people: Sequence[Someone], asked: Asked, *, word: str
) -> Iterator[list[Found]]:
    with one_moment(connection):
        if asked.also is not None:
            asked.also(connection)
        with connection.pipeline():
            settle(connection, compiled.policy.time_zone)
            everyone = [find_person(connection, queries_for(compiled, kind), kind, key) for kind, key in people]
        yield everyone
        for found in everyone:
            me, because = (found.kind, found.key), asked.because
            handed = {"handed_to": asked.hand_to} if asked.hand_to else {}
            say(connection, compiled, me, word, actor=asked.by, because=because, detail={"form": asked.form, **handed})
            named: dict[str, Json] = {"form": asked.form, **({"handed": True} if handed else {})}
            enter(connection, compiled, me, word, actor=asked.by, detail=named)


def _ask_others(connection: Connection, compiled: Compiled, found: Found, asked: Asked) -> Outside:
    """Other systems are asked for what they hold of the person, as tasks."""
    outside = look_outside(connection, compiled, Deed(what="access", kind=found.kind, key=found.key))
    outside.write(connection, request=asked.request)
    return outside


# -- the head ----------------------------------------------------------------------------------------------------------


def _head(compiled: Compiled, everyone: Sequence[Found]) -> dict[str, Any]:
    subjects = compiled.policy.subjects
    return {
        "made_at": everyone[0].said["made_at"].astimezone(ZoneInfo(compiled.policy.time_zone)),
        "policy": policy_of(compiled.policy),
        "controller": controller_of(compiled.policy),
        "people": tuple(
            PersonTold(kind=found.kind, key=found.key, says=subjects[found.kind].says if found.kind in subjects else "")
            for found in everyone
        ),
    }


def _about_access(
    compiled: Compiled, everyone: Sequence[Found], standing: tuple[StandingTold, ...], holds: Sequence[Holds],
    told: frozenset[str],
) -> AboutAccess:  # fmt: skip
    kinds = frozenset(found.kind for found in everyone)
    purposes = purposes_of(compiled, kinds, together(holds))
    recipients = recipients_of(compiled, kinds)
    named = {category for one in purposes for category in one.categories}
    named |= {column.category or "" for kind in kinds for column in _held(compiled, kind)}
    return AboutAccess(
        **_head(compiled, everyone),
        purposes=purposes,
        categories=categories_of(compiled.policy, frozenset(named)),
        recipients=recipients,
        automated=automated_of(compiled.policy, purposes),
        holds=holds_of(compiled.policy),
        rights=rights_of(compiled.policy, purposes),
        elsewhere=elsewhere_of(compiled, told),
        standing=standing,
    )


def _held(compiled: Compiled, kind: str) -> Iterator[Any]:
    return (column for query in queries_for(compiled, kind).tables for column in query.columns)


def together(holds: Sequence[Holds]) -> Holds:
    """What holds for one human under several keys: a purpose holds if it does under one of them."""
    first, *others = holds
    ended, pending, restricted = first.ended, first.pending, first.restricted
    consents = dict(first.consents)
    for other in others:
        ended, pending, restricted = ended & other.ended, pending & other.pending, restricted & other.restricted
        consents |= other.consents
    return Holds(consents=consents, ended=ended, pending=pending, restricted=restricted)


# -- the rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Whole:
    """How a row of an access copy is understood: all of it but other people's cells, and until when it is kept."""

    compiled: Compiled
    holds: Holds
    found: Found

    @cached_property
    def lasting(self) -> Mapping[str, str]:
        """The purposes that hold for the person, with the day on which their consent to them is over."""
        purposes, consents = self.compiled.policy.purposes, self.found.said["consent_ends"]
        return {name: consents.get(name, NEVER) for name in purposes if self.holds.stands(name, purposes[name])}

    def __call__(self, query: TableQuery, reading: TableReading, raw: tuple[Any, ...]) -> Row:
        whose, *ends, cells = raw
        for name, end in zip(query.keepers, ends, strict=True):
            if end is not None and name in self.lasting:
                if name not in reading.ends:
                    reading.ends[name] = Span()
                reading.ends[name].add(min(end, self.lasting[name]))
        if whose not in reading.others:
            reading.others[whose] = query.only_others(whose)
        for name in reading.others[whose]:
            del cells[name]
        given: Row = cells
        return given


def portable_row(query: TableQuery, _: TableReading, raw: tuple[Any, ...]) -> Row | None:
    """How a row of a portable copy is understood: what a live purpose uses of an owner that the person is."""
    whose, *marks, cells = raw
    allowed = [live for live, mark in zip(query.live, marks, strict=True) if mark]

    def may(place: int) -> bool:
        mask, category = query.masks[place] & whose, query.columns[place].category
        return any(mask & live.owner and category in live.uses for live in allowed)

    if not any(may(place) for place, mask in enumerate(query.masks) if mask):
        return None
    return shown(query, cells, may)


def shown(query: TableQuery, cells: Row, may: Callable[[int], object]) -> Row:
    """The cells of a row that are given: those that are nobody's own, and of the others those that may be."""
    return {
        column.column: cells[column.column]
        for place, column in enumerate(query.columns)
        if not query.masks[place] or may(place)
    }
