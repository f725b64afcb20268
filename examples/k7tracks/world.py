"""What the story of K7Tracks remembers between its steps, and how a step writes through a window."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from faker import Faker
from psycopg import Connection, sql

if TYPE_CHECKING:
    from troth import Troth

MONTHS = 8
MONTH = timedelta(days=30)
LOCALES = {"de_DE": "DE", "en_GB": "GB", "fr_FR": "FR", "es_ES": "ES", "it_IT": "IT", "nl_NL": "NL", "pl_PL": "PL"}

Row = Mapping[str, object]

ADD = sql.SQL(
    "insert into {table} ({columns}) select {columns} from jsonb_populate_recordset(null::{table}, %s::jsonb)"
)
RETURNING = sql.SQL(" returning {columns}")
MARK = sql.SQL(
    "update {table} set {event} = v.at from unnest(%s::bigint[], %s::timestamptz[]) as v (id, at) where {key} = v.id"
)


@dataclass(frozen=True)
class Person:
    """A member as the story knows them."""

    member_id: int
    joined: datetime
    address: Row


@dataclass(frozen=True)
class Offer:
    """A listing as the story knows it."""

    listing_id: int
    seller_id: int
    title: str
    price: Decimal
    listed: datetime


@dataclass
class Order:
    """An order as the story knows it, with what has happened to it so far."""

    order_id: int
    buyer_id: int
    offers: tuple[Offer, ...]
    placed: datetime
    sent: datetime | None = None
    delivered: datetime | None = None
    cancelled: bool = False

    @property
    def total(self) -> Decimal:
        return sum((offer.price for offer in self.offers), Decimal())

    @property
    def seller_id(self) -> int:
        return self.offers[0].seller_id


@dataclass
class World:
    """Everything the story remembers between steps.

    `month` is the one being played, `orders` those placed in it, `left` who closed their account.
    """

    troth: Troth
    sizes: tuple[int, int]
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    people: list[Person] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    past: list[Order] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    left: frozenset[int] = frozenset()
    month: int = 0

    def __post_init__(self) -> None:
        Faker.seed(7)
        self.fakers = {country: Faker(locale) for locale, country in LOCALES.items()}

    @property
    def start(self) -> datetime:
        return self.now - MONTH * (MONTHS - self.month)

    @property
    def end(self) -> datetime:
        return self.start + MONTH

    def share(self, whole: int, at_least: int = 0) -> int:
        """This month's part of a number over all months; the first months take the remainder."""
        part, rest = divmod(whole, MONTHS)
        return max(part + (self.month < rest), at_least)

    def some(self, things: Sequence[Any], one_in: int) -> list[Any]:
        """At least one of the things, if there are any, picked by chance."""
        return self.chance.sample(things, min(len(things), max(1, len(things) // one_in)))

    def moment(self, after: datetime, before: datetime) -> datetime:
        return after + (before - after) * self.chance.random()

    def purpose(self, name: str) -> Any:
        return self.troth.purpose(name, actor="flows")

    def count(self, what: str, number: int) -> None:
        self.counts[what] = self.counts.get(what, 0) + number


def add(
    db: Connection[Any], table: str, rows: Iterable[Row], *, returning: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """Insert rows, all with the same keys, through the window's view; types are those of the view."""
    rows = list(rows)
    if not rows:
        return []
    names = {"table": sql.Identifier(table), "columns": _listed(rows[0])}
    query = ADD.format(**names) + (RETURNING.format(columns=_listed(returning)) if returning else sql.SQL(""))
    cursor = db.execute(query, [json.dumps(rows, default=str)])
    return cursor.fetchall() if returning else []


def _listed(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def mark(db: Connection[Any], event: str, key: str, times: Mapping[int, datetime]) -> None:
    """Write when an event (`orders.cancelled_at`) happened, for each key.

    Raises RuntimeError when the window does not show all of the rows.
    """
    table, column = event.split(".")
    query = MARK.format(table=sql.Identifier(table), event=sql.Identifier(column), key=sql.Identifier(key))
    marked = db.execute(query, [list(times), list(times.values())]).rowcount
    if marked != len(times):
        raise RuntimeError(f"{event}: {len(times)} rows to write, {marked} seen through the window")
