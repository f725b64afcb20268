"""What the stories of all companies stand on: made-up people, months that pass, and how a step writes through a window.

People and their words come from a fixed seed; times count back from now, because windows hide what is out of time.
"""

from __future__ import annotations

import itertools
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faker import Faker
from psycopg import Connection, sql

if TYPE_CHECKING:
    from rich.progress import Progress

    from troth import Troth

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
class Somebody:
    """A person who does not exist, with what one would write into a form."""

    name: str
    email: str
    phone: str
    country: str


@dataclass
class Stage:
    """What a story knows at any time, whatever the company; each adds what it has to remember between its steps.

    `sizes` is how many people the story has, and how many of what they come for; `month` is the one being played.
    """

    troth: Troth
    sizes: tuple[int, int]
    now: datetime
    months: int = 8
    month: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def __post_init__(self) -> None:
        Faker.seed(7)
        self.fakers = {country: Faker(locale) for locale, country in LOCALES.items()}

    @property
    def start(self) -> datetime:
        return self.now - MONTH * (self.months - self.month)

    @property
    def end(self) -> datetime:
        return self.start + MONTH

    def share(self, whole: int, at_least: int = 0) -> int:
        """This month's part of a number over all months; the first months take the remainder."""
        part, rest = divmod(whole, self.months)
        return max(part + (self.month < rest), at_least)

    def some(self, things: Sequence[Any], one_in: int) -> list[Any]:
        """At least one of the things, if there are any, picked by chance."""
        return self.chance.sample(things, min(len(things), max(1, len(things) // one_in)))

    def moment(self, after: datetime, before: datetime) -> datetime:
        return after + (before - after) * self.chance.random()

    def somebody(self, number: int) -> Somebody:
        """A new person; no two numbers have the same address."""
        country = self.chance.choice(list(self.fakers))
        fake = self.fakers[country]
        return Somebody(fake.name(), f"{fake.user_name()}.{number}@example.org", fake.phone_number(), country)

    def internet_address(self) -> str:
        return f"198.51.100.{self.chance.randint(1, 254)}"  # set aside for documentation

    def attest(self, said: Mapping[str, str]) -> None:
        """Whoever a promise names confirms it, with what it rests on."""
        roles = {promise.id: promise.attested_by for promise in self.troth.files.declared.policy.promises}
        for promise, evidence in said.items():
            named = roles[promise]
            if named is not None:
                self.troth.attest(promise, role=named.role, evidence=evidence, actor="flows")
        self.count("attested", len(said))

    def order(self, recipient: str, people: Sequence[tuple[str, int]], categories: Sequence[str], **said: str) -> int:
        """A request under law, on paper, from its arrival to the word to the person; two people look at it."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as paper:
            paper.write(json.dumps([recipient, said]).encode())
            paper.flush()
            number = self.troth.orders.receive(recipient, document=Path(paper.name), actor="intake", **said).id or 0
        scope = {"people": people, "categories": categories}
        because, verified = "The ground holds; so much is due and no more", "by a call to the number on their page"
        self.troth.orders.review(number, **scope, verified=verified, because=because, actor="reviewer")
        self.troth.orders.release(number, because="as reviewed", actor="second")
        self.troth.orders.tell(number, how="by letter", actor="intake")
        self.troth.orders.close(number, because="answered and told", actor="intake")
        self.count("orders answered", 1)
        return number

    def purpose(self, name: str) -> Any:
        return self.troth.purpose(name, actor="flows")

    def count(self, what: str, number: int) -> None:
        self.counts[what] = self.counts.get(what, 0) + number


Steps = Sequence[tuple[str, Callable[[Any], None]]]


def play_months(stage: Stage, steps: Steps, *, title: str, progress: Progress | None) -> None:
    """Every step of every month, in order, with a bar if one is wanted."""
    task = progress.add_task(title, total=stage.months * len(steps)) if progress else None
    for month, (name, step) in itertools.product(range(stage.months), steps):
        stage.month = month
        step(stage)
        if progress and task is not None:
            progress.update(task, advance=1, description=f"month {month + 1}: {name}")
    if progress and task is not None:
        progress.update(task, description=title)


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
