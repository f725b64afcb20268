"""The front door for asyncio: working for purposes, and standing. What is done once, such as apply, is not here."""

from __future__ import annotations

import getpass
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Self

from troth.compiler.build import Compiled
from troth.journal.behind import Closing
from troth.journal.journal import find_journal
from troth.postgres.connection import connect
from troth.postgres.logins_async import AsyncBlockConnection, AsyncLogins
from troth.rollout.closed import close_windows
from troth.rollout.deployment import compile_for
from troth.rollout.opened import Opened
from troth.session.sessions_async import AsyncPurposes, AsyncSessions
from troth.session.ticket import one_person
from troth.session.tickets_async import AsyncTickets
from troth.standing.desk_async import AsyncDesk
from troth.standing.subject_async import AsyncSubject
from troth.standing.words import Key, Outcome


class AsyncTroth:
    """As troth.Troth, for asyncio: the same policy folder, database and secret, and the same words."""

    def __init__(
        self,
        folder: Path | str,
        database: str | None = None,
        prefix: str | None = None,
        secret: str | None = None,
        *,
        journal: str | None = None,
        open_before_replay: bool = False,
    ) -> None:
        self.opened = Opened(Path(folder), database, prefix=prefix, secret=secret)
        self.prefix = prefix
        declared, names = self.opened.files.declared, self.opened.names
        self._logins = AsyncLogins(self.opened.address)
        self.journal = find_journal(journal, self.opened.home / ".troth")
        desk = partial(self.opened.address, names.desk)
        self.closing = Closing(
            journal=self.journal, address=desk, shut=self._shut_windows, open_before_replay=open_before_replay
        )
        self._tickets = AsyncTickets(self._logins, declared.policy, names)
        self._sessions = AsyncSessions(self._logins, declared, names, closed=self.closing.check)
        self._desk = AsyncDesk(self._logins, declared, names, compiled=self._compiled, journal=self.journal)

    def _compiled(self) -> Compiled:
        with connect(self.opened.database, autocommit=True) as connection:
            return compile_for(connection, self.opened.files.declared, self.prefix)[0]

    def _shut_windows(self) -> None:
        """What noticed that the database is older than its journal shuts the windows for all other logins too."""
        with connect(self.opened.database, autocommit=True) as connection:
            close_windows(connection, self.opened.names, because=None, actor=getpass.getuser())

    async def close(self) -> None:
        """Close all connections."""
        await self._logins.close()
        if self.journal is not None:
            self.journal.close()
        self.opened.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def purpose(self, name: str, *, actor: str | None = None) -> AbstractAsyncContextManager[AsyncBlockConnection]:
        """A psycopg connection in one transaction that sees what this purpose may see. Raises NotForThisPurpose."""
        return self._sessions.purpose(name, actor=actor)

    def purposes(self, *names: str, actor: str | None = None) -> AbstractAsyncContextManager[AsyncPurposes]:
        """As purpose(), for several in one transaction: `await db.switch(name)` goes over to another of them."""
        return self._sessions.purposes(*names, actor=actor)

    async def ticket(self, kind: str, key: Key, window: str, *, minutes: int = 10) -> str:
        """A ticket with which a reader of a recipient's window is this person. Raises Refused (TR794)."""
        return await self._tickets.mint(kind, key, window, minutes=minutes)

    async def void_tickets(self) -> None:
        """Make every ticket that was given out worthless."""
        await self._tickets.void()

    @asynccontextmanager
    async def viewing(
        self, window: str, ticket: str | None = None, *, actor: str | None = None, **who: Key
    ) -> AsyncIterator[AsyncBlockConnection]:
        """As purpose(), in the window of a recipient that people read themselves: `viewing("my_data", member=42)`."""
        shown = ticket if ticket is not None else await self.ticket(*one_person(who, window), window)
        async with self._sessions.viewing(window, shown, actor=actor) as connection:
            yield connection

    def subject(self, kind: str, key: Key) -> AsyncSubject:
        """One person, by the primary key of their row (a tuple if it has several columns). Raises Refused (TR703)."""
        return AsyncSubject(self._desk, kind, key)

    async def consent_many(
        self,
        kind: str,
        keys: Sequence[Key],
        purpose: str,
        *,
        evidence: Mapping[str, object] | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Many people consent to a purpose, with the same evidence, in one transaction. Raises Refused."""
        return await self._desk.consent(kind, keys, purpose, evidence=evidence, actor=actor)

    async def release(self, hold: int, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """End a hold by its number, whoever it is about. Raises Refused (TR713)."""
        return await self._desk.release(hold, because=because, actor=actor)
