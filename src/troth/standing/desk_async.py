"""The desk where words about people are taken: each in one transaction with its history, one at a time for each person.

The desk's login writes standing and sees no window. What is committed here holds for every statement that starts later.
"""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from troth.checks import Declared
from troth.compiler.build import Compiled
from troth.compiler.live.grounds_and_locks import told_age
from troth.compiler.live.live import Live
from troth.compiler.live.scopes import Scope, hidden_scopes, plain_scopes
from troth.compiler.names import Names
from troth.compiler.rows import Row
from troth.errors import Refused, Stale, Unavailable
from troth.findings import did_you_mean
from troth.ledger.entry import Entry
from troth.ledger.store import given_about
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation
from troth.postgres.logins_async import AsyncBlockConnection, AsyncLogins
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.standing.journalled import MERGED_EVERY, Intent, KeepsJournal, Series, another_journal, marks, series_of
from troth.standing.locks import of_a_child, too_young
from troth.standing.people import KeyColumns, People, Rows, no_hold, no_row, unknown_kind, unknown_person
from troth.standing.rules import in_force, may_consent
from troth.standing.telling import asked_of, owed
from troth.standing.words import Key, Outcome, shown_key
from troth.tables.model import parse_table

IN_LEDGER = (
    "again", "pending", "direct_marketing", "ground", "restriction", "hold", "keeps",
    "agreement", "version", "role", "by_guardian",
)  # fmt: skip
"""The parts of a word's detail that the ledger repeats."""


@dataclass(frozen=True, kw_only=True)
class AsyncBook:
    """One transaction of the desk, about some people of one kind who are locked for it."""

    connection: AsyncBlockConnection
    people: People
    keys: tuple[tuple[Any, ...], ...]
    policy: Policy
    actor: str
    named: tuple[str, ...] = ()
    """The keys as PostgreSQL writes them: JSON arrays. Nobody is named when only reading."""
    said: list[dict[str, Any]] = field(default_factory=list)
    """The words of this transaction so far."""

    async def run(self, name: str, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a named statement about these people (none for a statement that returns nothing)."""
        return await self.run_with({}, name, **given)

    async def run_with(self, words: Mapping[str, sql.Composable], name: str, **given: Any) -> list[tuple[Any, ...]]:
        """As run(), with words of SQL that the statement leaves open."""
        asked = self.people.given(self.keys) | given
        cursor = await self.connection.execute(self.people.statement(name, **words), asked)
        return await cursor.fetchall() if cursor.description is not None else []

    async def write(self, word: str, purpose: str | None = None, **detail: object) -> None:
        """Add a word to the history of these people."""
        said = {name: part for name, part in detail.items() if part is not None}
        about = {"word": word, "purpose": purpose, "detail": as_json(said), "actor": self.actor}
        self.said.append({"word": word, "purpose": purpose, **said})
        await self.run("standing write", version=self.policy.version, **about)
        await self._enter(Entry(what=word, actor=self.actor, purpose=purpose, detail=self._without_words(said)))

    async def suppress(self, cause: str) -> None:
        """Keep what these people could be addressed by, as keyed hashes. Where no table holds any, nothing is kept."""
        found = await self.connection.execute(self.people.statement("suppression here"))
        if (row := await found.fetchone()) and row[0]:
            await self.run("suppression suppress", cause=cause, categories=None)

    async def _enter(self, entry: Entry) -> None:
        """Add an entry to the ledger for each of these people, by pseudonym."""
        given = self.people.given(self.keys) | given_about(entry, self.people.kind)
        await self.connection.execute(self.people.entering, given)

    async def owe(self, what: str, *, categories: Sequence[str] = (), purposes: Sequence[str] = ()) -> int:
        """The recipients to whom the data of these people was given have to be told. How many notices that makes."""
        named = sorted(self.policy.categories_of(tuple(categories)))
        asked = asked_of(what, self.people.kind, categories=named, purposes=purposes)
        query = owed(self.people.statement("ledger people"))
        return (await self.connection.execute(query, self.people.given(self.keys) | dict(asked))).rowcount

    def _without_words(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What of a word's detail cannot name anybody. The rest is in the history alone, which is erased."""
        kept = {name: part for name, part in said.items() if name in IN_LEDGER}
        return {**kept, "policy_version": self.policy.version}

    async def require(self, *, heard: bool = False) -> None:
        """The people are in the database (or, `heard`, have been). Raises Refused (TR701)."""
        missing = await self.run("standing unheard" if heard else "standing unknown")
        if missing:
            raise Refused(unknown_person(self.people.kind, missing))

    async def require_in_force(self) -> None:
        """The policy at hand is the one that was applied, and none is applied meanwhile. Raises Stale (TR711)."""
        await self.run("standing apply lock")
        rows = await self.run("standing in force")
        finding = in_force(self.policy, rows[0][0] if rows else None)
        if finding is not None:
            raise Stale(finding)


@dataclass(frozen=True, kw_only=True)
class AsyncPlace:
    """One row of one of the company's tables."""

    table: str
    key: tuple[Any, ...]
    rows: Rows

    @property
    def named(self) -> tuple[str, tuple[Any, ...]]:
        """The table's name and the row's key, as they are stored."""
        return self.table, self.key

    async def run(self, book: AsyncBook, name: str, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a named statement about this row."""
        cursor = await book.connection.execute(self.rows.statement(name), self.rows.given(self.key) | given)
        return await cursor.fetchall() if cursor.description is not None else []


class AsyncOne(NamedTuple):
    """One transaction of the desk, with the deeds of it that are in the journal."""

    connection: AsyncBlockConnection
    intents: list[Intent]


class AsyncDesk:
    """The desk of one deployment. `compiled` compiles the policy for the database: only a few words need that."""

    def __init__(
        self,
        logins: AsyncLogins,
        declared: Declared,
        names: Names,
        *,
        compiled: Callable[[], Compiled],
        journal: KeepsJournal | None = None,
    ) -> None:
        self.declared = declared
        self._logins = logins
        self._names = names
        self._compiled = compiled
        self._journal = journal
        self._series: Series | None = None
        self._keys: dict[Relation, KeyColumns] = {}
        self._around: ContextVar[AsyncOne | None] = ContextVar("the desk's transaction", default=None)

    @property
    def policy(self) -> Policy:
        return self.declared.policy

    def table_of(self, kind: str) -> Relation:
        """The table whose rows are the people of a kind. Raises Refused (TR703)."""
        kinds = {table.subject: name for name, table in self.declared.data_map.tables.items() if table.subject}
        if kind not in kinds:
            raise Refused(unknown_kind(kind, kinds))
        return Relation(*kinds[kind])

    @asynccontextmanager
    async def book(
        self, kind: str, keys: Sequence[Key], *, actor: str | None = None, reading: bool = False
    ) -> AsyncIterator[AsyncBook]:
        """A transaction about these people: no one else says anything about them meanwhile, unless it is for reading.

        What is said in it is in the journal before it is committed.
        Raises Refused: TR702 a key does not fit, TR703 there is no such kind of person.
        """
        table = self.table_of(kind)
        who = actor or getpass.getuser()
        async with self.transaction(who) as one:
            connection = one.connection
            columns = await self.key(connection, table)
            people = People(kind=kind, key=columns)
            parts = tuple(columns.parts(key) for key in keys)
            book = AsyncBook(connection=connection, people=people, keys=parts, policy=self.policy, actor=who)
            try:
                rows = await book.run("standing unheard" if reading else "standing lock")
            except (psycopg.DataError, psycopg.errors.CannotCoerce):
                raise Refused(columns.misfit(shown_key(keys[0]) if len(keys) == 1 else "one of these")) from None
            book = book if reading else replace(book, named=tuple(name for _, names in rows for name in names))
            yield book
            await self._written_down(book, one)

    @asynccontextmanager
    async def transaction(self, actor: str) -> AsyncIterator[AsyncOne]:
        """One transaction for all that is said inside, and for whatever belongs to it: all of it is committed, or none.

        Inside of another one it is that one. The journal learns how it ended.
        """
        if (around := self._around.get()) is not None:
            yield around
            return
        settings = {"troth.actor": actor, "application_name": f"troth: {actor}"}
        intents: list[Intent] = []
        async with self._logins.transaction(self._names.desk, settings=settings) as connection:
            given_up = True
            token = self._around.set(AsyncOne(connection, intents))
            try:
                yield AsyncOne(connection, intents)
                given_up = False
            finally:
                self._around.reset(token)
                if given_up and not connection.closed:
                    await self._settle(intents, given_up=True)
        await self._settle(intents, given_up=False)

    async def _settle(self, intents: Sequence[Intent], *, given_up: bool) -> None:
        """Say of deeds in the journal how they ended. Of those that were lost with the connection nothing is said."""
        if self._journal is None:
            return
        settle = self._journal.undone if given_up else self._journal.done
        for intent in intents:
            await asyncio.to_thread(settle, intent)

    async def _written_down(self, book: AsyncBook, one: AsyncOne) -> None:
        """What was said, in the journal, and its mark in the database. Raises Unavailable (TR740 to TR743)."""
        if self._journal is None or not book.said:
            return
        connection = book.connection
        if self._series is None or not self._series.begun:
            self._series = series_of(await (await connection.execute(statement("journal series"))).fetchall())
        about = (self._series, book.people.kind, book.named, book.said)
        intent: Intent = await asyncio.to_thread(self._journal.intend, *about)
        one.intents.append(intent)
        cursor = await connection.execute(statement("journal mark"), marks(intent))
        if cursor.rowcount == 0:
            self._series = None
            raise Unavailable(another_journal(str(self._journal)))
        if intent.number % MERGED_EVERY == 0:
            await connection.execute(statement("journal merge"), marks(intent))

    async def key(self, connection: AsyncBlockConnection, table: Relation) -> KeyColumns:
        """The primary key of one of the company's tables."""
        if table not in self._keys:
            asked = {"schema": table.schema, "table": table.name}
            rows = await (await connection.execute(statement("standing key"), asked)).fetchall()
            names, types = zip(*rows, strict=True)
            self._keys[table] = KeyColumns(table=table, names=names, types=types)
        return self._keys[table]

    async def place(self, book: AsyncBook, table: str, key: Key) -> AsyncPlace:
        """One row of a table, which need not be there. Raises Refused: TR702 its key does not fit, TR710."""
        name = parse_table(table)
        entry = self.declared.data_map.tables.get(name)
        if entry is None or entry.plain:
            known = [str(each) for each, said in self.declared.data_map.tables.items() if not said.plain]
            raise Refused(no_row(f"`{table}` is no table with personal data", did_you_mean(table, known), table))
        columns = await self.key(book.connection, Relation(*name))
        return AsyncPlace(table=str(name), key=columns.parts(key), rows=Rows(key=columns))

    async def row(self, book: AsyncBook, table: str, key: Key, *, restricting: bool = False) -> AsyncPlace:
        """One row of a table, which is there. Raises Refused as place()."""
        place = await self.place(book, table, key)
        if restricting and not self.declared.data_map.tables[parse_table(table)].restrict_rows:
            hint = f"add `restrict_rows: true` to `{table}` in tables.yaml, and apply"
            raise Refused(no_row(f"single rows of `{table}` cannot be restricted", hint, table))
        try:
            found = await place.run(book, "standing row")
        except (psycopg.DataError, psycopg.errors.CannotCoerce):
            raise Refused(place.rows.key.misfit(key)) from None
        if not found:
            raise Refused(no_row(f"`{table}` has no row {key}", "is the key right, and the row committed?", table))
        return replace(place, key=tuple(found[0][0]))

    async def scopes(self, scope: Scope) -> tuple[str, ...]:
        """What a restriction of this scope hides its person from."""
        if scope.categories:
            compiled = await asyncio.to_thread(self._compiled)
            return hidden_scopes(compiled.policy, compiled.mapped, scope)
        return plain_scopes(self.policy, scope)

    async def consent(
        self,
        kind: str,
        keys: Sequence[Key],
        purpose: str,
        *,
        evidence: Mapping[str, object] | None = None,
        guardian: str | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Any number of people consent to a purpose, with the same evidence; all of them or, if one is unknown, none.

        A second consent counts from now. It opens the purpose for people who had ended it, and in spite of a
        restriction. `guardian` is who consents for them. Raises Refused: TR701 to TR705, TR664, TR665.
        """
        may_consent(self.policy, purpose)
        if not keys:
            return Outcome(said="nobody was named", changed=False, people=0)
        async with self.book(kind, keys, actor=actor) as book:
            await book.require()
            await self._require_of_age(book, guardian)
            ((new,),) = await book.run("standing consent", purpose=purpose)
            await book.run("standing open", purpose=purpose)
            await book.run("standing despite", purpose=purpose)
            by = {"guardian": guardian, "by_guardian": True} if guardian else {}
            await book.write("consent", purpose, evidence=evidence, **by)
        if len(keys) > 1:
            return Outcome(said=f"{new:,} new consents to {purpose}, of {len(keys):,}", changed=new > 0, people=new)
        said = f"{kind} {shown_key(book.keys[0])} consents to {purpose}" + ("" if new else " again: it counts from now")
        return Outcome(said=said, changed=new > 0, people=new)

    async def _require_of_age(self, book: AsyncBook, guardian: str | None) -> None:
        """Nobody was found to be a child, and whoever is too young has a guardian. Raises Refused: TR664, TR665."""
        children = await book.run("standing children")
        if children:
            raise Refused(of_a_child(f"{book.people.kind} {shown_key(children[0])}"))
        age, kind = self.policy.consent_age, book.people.kind
        if age is None or guardian is not None or kind not in self.declared.data_map.age:
            return
        compiled = await asyncio.to_thread(self._compiled)
        told = told_age(Live(compiled.policy, compiled.mapped), kind, Row("x"), age)
        young = await book.run_with({"old_enough": told}, "standing too young")
        if young:
            raise Refused(too_young(kind, young, age))

    async def release(self, hold: int, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """End a hold by its number, whoever it is about. Raises Refused (TR713)."""
        for kind in (table.subject for table in self.declared.data_map.tables.values() if table.subject):
            async with self._logins.transaction(self._names.desk) as connection:
                people = People(kind=kind, key=await self.key(connection, self.table_of(kind)))
                cursor = await connection.execute(people.statement("standing held"), {"id": hold})
                found = await cursor.fetchone()
            if found is not None:
                async with self.book(kind, [tuple(found)], actor=actor) as book:
                    if await book.run("standing release", id=hold):
                        await book.write("release", hold=hold, because=because)
                        return Outcome(said=f"the hold {hold} of {kind} {shown_key(found)} is released", id=hold)
        raise Refused(no_hold(hold))
