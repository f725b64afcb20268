"""Working for a purpose: one transaction that sees what the purpose may see, as a login that can see nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import psycopg
from psycopg import sql

from troth.checks import Declared
from troth.compiler.enforced.readers import SETTING
from troth.compiler.names import Names, recipient_schema, window_schema
from troth.errors import NotForThisPurpose, Refused
from troth.findings import Finding, Place, did_you_mean
from troth.postgres.logins_async import AsyncBlockConnection, AsyncLogins
from troth.postgres.statements import statement
from troth.session.refusal import REFUSALS, explain_refusal, is_refusal
from troth.session.seen import Seen, seen_in
from troth.session.ticket import known_window

UNKNOWN, NOT_SHOWN = "TR617", "TR795"


class AsyncPurposes(AsyncBlockConnection):
    """A connection that works for several purposes in turn; see AsyncSessions.purposes()."""

    purpose: str
    allowed: Mapping[str, str]
    """The purposes it may switch to, each with its role."""

    async def switch(self, purpose: str) -> None:
        """Work for another of the purposes from here on. Raises Refused (TR617)."""
        if purpose not in self.allowed:
            raise Refused(_unknown(purpose, tuple(self.allowed)))
        await self.execute(_become(self.allowed[purpose], purpose), prepare=False)
        self.purpose = purpose


class AsyncViewing(AsyncBlockConnection):
    """A connection for readers who show a ticket, one after the other.

    What one of them prepared would run for the next, so the server keeps nothing prepared between them.
    """

    PREPARED_AFTER = None


class AsyncSessions:
    """The windows of one deployment, to work in."""

    def __init__(
        self, logins: AsyncLogins, declared: Declared, names: Names, *, closed: Callable[[], None] | None = None
    ) -> None:
        """`closed` raises Refused while the windows are not to be worked in. It is asked on new connections."""
        self._logins = logins
        self._closed = closed
        self._asked = 0
        self._declared = declared
        self._names = names
        logins.give(names.gate, AsyncPurposes)
        for name, recipient in declared.policy.recipients.items():
            if recipient.by_ticket:
                logins.give(names.recipient(name), AsyncViewing)

    @asynccontextmanager
    async def purpose(self, name: str, *, actor: str | None = None) -> AsyncIterator[AsyncBlockConnection]:
        """A psycopg connection in one transaction, logged in as the purpose's window.

        It costs no more round trips than any psycopg transaction. `actor` is who works: the server's log shows them as
        the application's name, and triggers read them as the setting `troth.actor`.
        Raises Refused (TR617), Unavailable, and NotForThisPurpose (TR610 to TR616) where PostgreSQL refuses.
        """
        self._known(name)
        role = self._names.window(name)
        try:
            async with self._logins.transaction(role, settings=_acting(actor)) as connection:
                await self._open()
                yield connection
        except REFUSALS as problem:
            await self._explain(problem, name, role)
            raise

    @asynccontextmanager
    async def viewing(self, name: str, ticket: str, *, actor: str | None = None) -> AsyncIterator[AsyncBlockConnection]:
        """A psycopg connection in one transaction, logged in as the window of a recipient, showing a ticket.

        It sees what the person of the ticket may see; without a sound ticket, nothing. Raises Refused (TR794),
        Unavailable, and NotForThisPurpose (TR795) where PostgreSQL refuses.
        """
        known_window(self._declared.policy, name)
        role = self._names.recipient(name)
        try:
            async with self._logins.transaction(role, settings={**_acting(actor), SETTING: ticket}) as connection:
                await self._open()
                yield connection
        except REFUSALS as problem:
            if not is_refusal(problem):
                raise
            seen = await self._seen(role, recipient_schema(name), login=role)
            raise NotForThisPurpose(_not_shown(problem, name, seen)) from problem

    @asynccontextmanager
    async def purposes(self, *names: str, actor: str | None = None) -> AsyncIterator[AsyncPurposes]:
        """A psycopg connection in one transaction that works for several purposes in turn, first for the first.

        Weaker than purpose(): it logs in as a gate, a role that may become any window, so a statement that an attacker
        smuggles in can switch to another purpose. It can still not see more than all windows show.
        """
        for name in names:
            self._known(name)
        if not names:
            raise Refused(_unknown("", tuple(self._declared.policy.purposes)))
        gate = self._names.gate
        current = names[0]
        first = _become(self._names.window(current), current)
        try:
            async with self._logins.transaction(gate, settings=_acting(actor), then=first) as connection:
                await self._open()
                assert isinstance(connection, AsyncPurposes)
                connection.purpose = current
                connection.allowed = {name: self._names.window(name) for name in names}
                try:
                    yield connection
                finally:
                    current = connection.purpose
        except REFUSALS as problem:
            await self._explain(problem, current, gate)
            raise

    async def seen(self, name: str, *, login: str | None = None) -> Seen:
        """What the window of a purpose shows and lets be written, as the database has it now."""
        self._known(name)
        role = self._names.window(name)
        return await self._seen(role, window_schema(name), login=login or role)

    async def _seen(self, role: str, schema: str, *, login: str) -> Seen:
        async with self._logins.transaction(login) as connection:
            asked = {"role": role, "schema": schema}
            return seen_in(await (await connection.execute(statement("session window"), asked)).fetchall())

    async def _open(self) -> None:
        """Raises Refused while the windows are closed. What was asked once holds for connections opened before."""
        opened = self._logins.opened
        if self._closed is not None and self._asked != opened:
            await asyncio.to_thread(self._closed)
            self._asked = opened

    async def _explain(self, problem: psycopg.Error, name: str, login: str) -> None:
        """Raise a refusal in words. The transaction is over: what the window shows is asked in one of its own."""
        seen = await self.seen(name, login=login)
        finding = explain_refusal(
            problem, purpose=name, role=self._names.sees(name), seen=seen, declared=self._declared
        )
        if finding is not None:
            raise NotForThisPurpose(finding) from problem

    def _known(self, name: str) -> None:
        if name not in self._declared.policy.purposes:
            raise Refused(_unknown(name, tuple(self._declared.policy.purposes)))


def _not_shown(problem: psycopg.Error, name: str, seen: Seen) -> Finding:
    tables = ", ".join(f"{table} ({', '.join(shown.reads)})" for table, shown in seen.items())
    return Finding(
        code=NOT_SHOWN,
        message=f"the window of `{name}` does not show this: {problem.diag.message_primary or problem}",
        where=Place(object=f"recipient {name}"),
        why="its readers see what the recipient receives, and write nothing",
        hint=f"it shows {tables or 'nothing'}",
    )


def _acting(actor: str | None) -> dict[str, str]:
    return {"application_name": f"troth: {actor}", "troth.actor": actor} if actor else {}


def _become(role: str, purpose: str) -> sql.Composed:
    become = sql.SQL("set local role {}; set local search_path = {}")
    return become.format(sql.Identifier(role), sql.Identifier(window_schema(purpose)))


def _unknown(name: str, known: tuple[str, ...]) -> Finding:
    return Finding(
        code=UNKNOWN,
        message=f"`{name}` is no purpose that can be worked for here" if name else "no purpose is named",
        where=Place(object=f"purpose {name}".strip()),
        why="a connection is for one purpose, of the policy that is applied here, and sees what that purpose may see",
        hint=did_you_mean(name, known),
    )
