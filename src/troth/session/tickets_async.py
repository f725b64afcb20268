"""Tickets: signed words that a reader is one person, for one window, for some minutes. The application signs them.

The key lies in Troth's tables, where the desk alone reads it. Who has a window's login and no ticket sees nothing.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from troth.compiler.names import Names
from troth.policy.model import Policy
from troth.postgres.logins_async import AsyncLogins
from troth.postgres.statements import statement
from troth.session.ticket import Pads, said


class AsyncTickets:
    """The tickets of one deployment. Their key is read once, and made at the first use."""

    def __init__(self, logins: AsyncLogins, policy: Policy, names: Names) -> None:
        self._logins = logins
        self._policy = policy
        self._names = names
        self._pads: Pads | None = None
        self._lock = asyncio.Lock()

    async def mint(self, kind: str, key: Any, window: str, *, minutes: int = 10, ahead: float = 0) -> str:
        """A ticket with which the reader of a window is this person. Whoever has it is that person until it ends.

        `ahead`: how many seconds the clock of the database is ahead of everybody's, where a proof has moved it on.
        Raises Refused (TR794): the window is not read by ticket, there is no such kind of person, or it would be good
        for no time or for more than a day.
        """
        words = said(self._policy, window, kind, key, now=time.time() + ahead, minutes=minutes)
        return (await self._key()).signed(words)

    async def void(self) -> None:
        """Make every ticket worthless, and sign with a new key from here on. Other processes learn it as they start."""
        async with self._lock:
            fresh = Pads.fresh()
            async with self._logins.transaction(self._names.desk) as connection:
                await connection.execute(statement("ticket key alone"))
                await connection.execute(statement("ticket void"))
                await connection.execute(statement("ticket key make"), {"inner": fresh.inner, "outer": fresh.outer})
            self._pads = fresh

    async def _key(self) -> Pads:
        async with self._lock:
            if self._pads is None:
                fresh = Pads.fresh()
                async with self._logins.transaction(self._names.desk) as connection:
                    await connection.execute(statement("ticket key alone"))
                    row = await (await connection.execute(statement("ticket key"))).fetchone()
                    if row is None:
                        given = {"inner": fresh.inner, "outer": fresh.outer}
                        await connection.execute(statement("ticket key make"), given)
                        row = (fresh.inner, fresh.outer)
                self._pads = Pads(bytes(row[0]), bytes(row[1]))
            return self._pads
