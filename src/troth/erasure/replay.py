"""After a restore: what the backup has forgotten is said and done again, and the windows may open.

People stand in the journal as keyed hashes. They are found by hashing the keys of everybody in the database, so that
no list of those who are gone is needed, and none is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.needed.need import as_key
from troth.compiler.rows import Row, qualified
from troth.erasure.erase import Erasure
from troth.erasure.later_word import Forgotten, forgotten_word, said_again
from troth.erasure.plan import Erasing
from troth.errors import Refused
from troth.journal.behind import forgotten, series_here
from troth.journal.chain import Deed
from troth.journal.journal import Journal
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.standing.desk import Desk
from troth.standing.rules import known_purpose
from troth.standing.subject import Subject
from troth.tables.model import parse_table

Connection = psycopg.Connection[Any]
AtWork = Callable[[], AbstractContextManager[tuple[Connection, Compiled]]]
GONE = "TR701"
"""The code for a person who is not in the database."""

BATCH = 10_000
"""Keys that are read at a time."""


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A person of whom the database has forgotten something: what is said again, and what is only told."""

    kind: str
    key: tuple[Any, ...]
    again: tuple[Forgotten, ...]
    told: tuple[Forgotten, ...]

    def __str__(self) -> str:
        return f"{self.kind} {', '.join(map(str, self.key))}"

    @property
    def deeds(self) -> frozenset[int]:
        return frozenset(word.deed for word in (*self.again, *self.told))


@dataclass(frozen=True, kw_only=True)
class ReplayPlan:
    """What the database has forgotten, and what would be repeated."""

    deeds: tuple[Deed, ...]
    people: tuple[Someone, ...]
    nobody: int = 0
    """How many people the journal means who are not in this database."""

    @property
    def empty(self) -> bool:
        return not self.deeds

    def again(self, deed: Deed) -> tuple[tuple[Someone, Forgotten], ...]:
        """What is said again of one deed, of everybody."""
        return self._again.get(deed.number, ())

    @cached_property
    def _again(self) -> Mapping[int, tuple[tuple[Someone, Forgotten], ...]]:
        words = sorted(((someone, word) for someone in self.people for word in someone.again), key=_deed_of)
        return {number: tuple(of_deed) for number, of_deed in groupby(words, key=_deed_of)}

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.empty:
            yield "The database has forgotten nothing that the journal knows."
            return
        since = min(deed.at for deed in self.deeds)[:16].replace("T", " ")
        yield f"The database has forgotten {len(self.deeds)} deeds of the journal, since {since}."
        for someone in self.people:
            yield from (f"  repeat {someone}: {word}" for word in someone.again)
        for someone in self.people:
            yield from (f"  ask    {someone}: {word}" for word in someone.told)
        if self.nobody:
            yield f"  {self.nobody} of the people meant are not in this database: nothing is to be done for them"

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        return {
            "deeds": len(self.deeds),
            "repeat": [_to_json(someone, word) for someone in self.people for word in someone.again],
            "ask": [_to_json(someone, word) for someone in self.people for word in someone.told],
            "nobody": self.nobody,
        }


def _deed_of(said: tuple[Someone, Forgotten]) -> int:
    return said[1].deed


def _to_json(someone: Someone, word: Forgotten) -> dict[str, object]:
    about = {"kind": someone.kind, "key": list(someone.key), "word": word.word, "said_at": word.at}
    return {**about, **word.detail, "confirmed": word.confirmed}


def plan_replay(
    connection: Connection, compiled: Compiled, journal: Journal, *, leave_unconfirmed: bool = False
) -> ReplayPlan:
    """What the database has forgotten of what the journal says. Changes nothing.

    `leave_unconfirmed`: deeds of which a crash has hidden whether they were committed are not repeated.
    """
    deeds = forgotten(connection, journal)
    if leave_unconfirmed:
        deeds = tuple(deed for deed in deeds if deed.outcome is not None)
    said: dict[tuple[str, str], list[Forgotten]] = {}
    for deed in deeds:
        for person in deed.people:
            said.setdefault((deed.kind, person), []).extend(_words(deed))
    found = _people(connection, compiled, journal, frozenset(said))
    people = []
    for who, key in found.items():
        again, told = said_again(said[who])
        people.append(Someone(kind=who[0], key=key, again=again, told=told))
    people.sort(key=lambda someone: (min(someone.deeds), someone.kind, str(someone.key)))
    return ReplayPlan(deeds=deeds, people=tuple(people), nobody=len(said) - len(found))


def _words(deed: Deed) -> list[Forgotten]:
    confirmed = deed.outcome == "done"
    return [forgotten_word(deed.number, deed.at, word, confirmed=confirmed) for word in deed.words]


def _people(
    connection: Connection, compiled: Compiled, journal: Journal, wanted: frozenset[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Those of some people who are in the database, with their keys: everybody's key is hashed and compared."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for kind in sorted({kind for kind, _ in wanted}):
        if compiled.mapped.has(kind):
            name = partial(journal.key.person, kind)
            for text in _keys(connection, compiled.mapped.subject_table(kind)):
                if (who := (kind, name(text))) in wanted:
                    found[who] = tuple(json.loads(text))
    return found


def _keys(connection: Connection, table: MappedTable) -> Iterator[str]:
    query = sql.SQL("select {}::text from {} as t").format(
        as_key(Row("t").columns(table.table.primary_key)), qualified(table.relation)
    )
    with connection.transaction(), connection.cursor("troth_keys") as cursor:
        cursor.itersize = BATCH
        for (text,) in cursor.execute(query):
            yield text


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The repeating of a plan, in the order of the deeds. Each word is a transaction; killed, it goes on where it was.

    Of two people erased the second may have made a row of the first stay: so the order is that in which they were.

    `desk` says the words, `at_work` gives the tables' owner with the policy compiled.
    """

    desk: Desk
    at_work: AtWork
    journal: Journal
    actor: str | None = None

    def run(self, plan: ReplayPlan, *, told: Callable[[str], None] = lambda _: None) -> tuple[str, ...]:
        """Repeat what the plan says, and mark its deeds as done; what could not be said again, and why."""
        left: list[str] = []
        done: list[int] = []
        for deed in plan.deeds:
            words = plan.again(deed)
            for someone, word in words:
                try:
                    self._say(someone, word)
                except Refused as refused:
                    left += self._left(someone, word, refused)
                told(f"{someone}: {word}")
            done.append(deed.number)
            if words:
                self._mark(done)
                done = []
        self._mark(done)
        return tuple(left)

    @staticmethod
    def _left(someone: Someone, word: Forgotten, refused: Refused) -> list[str]:
        """What the policy has no word for any more is told. Whoever was erased a moment ago needs nothing more."""
        if any(finding.code == GONE for finding in refused.findings):
            return []
        return [f"not repeated: {someone}: {word}: {refused.findings[0].message}"]

    def _mark(self, deeds: list[int]) -> None:
        """From here on the database holds these deeds."""
        with self.at_work() as (connection, _):
            of = series_here(connection)
            connection.execute(statement("journal mark again"), {"of": of, "numbers": deeds})

    def _say(self, someone: Someone, word: Forgotten) -> None:
        person = Subject(self.desk, someone.kind, someone.key if len(someone.key) > 1 else someone.key[0])
        because = f"repeated from the journal, after a restore: said {word.at}"
        said: dict[str, Any] = {"because": because, "actor": self.actor}
        detail, purpose = word.detail, word.purpose or ""
        match word.word:
            case "erase":
                self._erase(someone, word, because)
            case "withdraw":
                self._withdraw(person, purpose, said)
            case "object":
                person.object(purpose, **said)
            case "end":
                self._end(someone, purpose, because)
            case "uphold":
                self._uphold(person, purpose, said)
            case "restrict":
                self._restrict(person, detail, said)
            case "hold":
                self._hold(person, detail, said)
            case "child":
                person.child_found(**said)
            case "disagree":
                person.disagree(detail["agreement"], **said)
            case "disapprove":
                person.disapprove(purpose, role=detail["role"], **said)

    def _erase(self, someone: Someone, word: Forgotten, because: str) -> None:
        categories, child = tuple(word.detail.get("categories") or ()), bool(word.detail.get("child"))
        erasing = Erasing(kind=someone.kind, key=someone.key, categories=categories, child=child)
        with self.at_work() as (connection, compiled):
            erasure = Erasure(connection=connection, compiled=compiled, erasing=erasing, journal=self.journal)
            erasure.apply(None, because=because, actor=self.actor)

    def _withdraw(self, person: Subject, purpose: str, said: Mapping[str, Any]) -> None:
        """An objection takes the consent too that opened marketing again which rests on something else."""
        if known_purpose(self.desk.policy, purpose).direct_marketing:
            with self.desk.book(person.kind, [person.key], actor=self.actor) as book:
                book.require()
                if book.run("standing withdraw", purposes=[purpose]):
                    book.write("withdraw", purpose, because=said["because"])
        else:
            person.withdraw(purpose, **said)

    def _end(self, someone: Someone, purpose: str, because: str) -> None:
        """A purpose that an objection to direct marketing ended, while another was consented to later."""
        key = someone.key if len(someone.key) > 1 else someone.key[0]
        with self.desk.book(someone.kind, [key], actor=self.actor) as book:
            book.require()
            if not book.run("standing hides", scope=purpose, cause="ended"):
                book.run("standing hide", scopes=[purpose], cause="ended", reference=0, until=None)
                book.write("end", purpose, because=because)

    @staticmethod
    def _uphold(person: Subject, purpose: str, said: Mapping[str, Any]) -> None:
        """The objection that it answers may be older than the backup, or have been repeated just now."""
        standing = person.standing()
        if purpose not in standing.ended:
            if purpose not in standing.pending:
                person.object(purpose, **said)
            if purpose in person.standing().pending:
                person.uphold(purpose, **said)

    def _restrict(self, person: Subject, detail: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        scope = detail.get("scope") or {}
        row = self._row(scope["row"]) if "row" in scope else None
        if "row" in scope and row is None:
            return
        until = detail.get("until")
        person.restrict(
            detail["ground"],
            purposes=tuple(scope.get("purposes", ())),
            categories=tuple(scope.get("categories", ())),
            row=row,
            until=datetime.fromisoformat(until) if until else None,
            **said,
        )

    def _hold(self, person: Subject, detail: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        row = self._row(detail["row"]) if detail.get("row") else None
        if detail.get("row") and row is None:
            return
        keeps, review, until = tuple(detail["keeps"]), detail.get("review_on"), detail.get("until")
        alike = [each for each in person.standing().holds if (each.keeps, each.ground) == (keeps, detail["ground"])]
        if any(each.row == row for each in alike):
            return
        person.hold(
            keeps,
            ground=detail["ground"],
            row=row,
            review_on=date.fromisoformat(review) if review else None,
            until=datetime.fromisoformat(until) if until else None,
            because=said["because"],
            actor=said["actor"],
        )

    def _row(self, named: Mapping[str, str]) -> tuple[str, tuple[Any, ...]] | None:
        """A row of the company's tables that the journal names by a hash; None if it is not in the database."""
        with self.at_work() as (connection, compiled):
            table = compiled.mapped.tables.get(Relation(*parse_table(named["table"])))
            if table is None:
                return None
            for text in _keys(connection, table):
                key = tuple(json.loads(text))
                if self.journal.key.row(named["table"], key) == named["row"]:
                    return named["table"], key
        return None
