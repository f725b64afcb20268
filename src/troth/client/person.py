"""One person at the front door: what is said about them at the desk, and what is done about their data."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg

from troth.access import AccessCopy, Asked, PortCopy, access, port
from troth.access.reading import Also
from troth.compiler.build import Compiled
from troth.standing.desk import Desk
from troth.standing.subject import Subject
from troth.standing.words import Key

AtWork = Callable[[], AbstractContextManager[tuple[psycopg.Connection[Any], Compiled]]]


class Person(Subject):
    """A person, by the primary key of their row. Standing is said as in Subject; the rest needs the tables' owner."""

    def __init__(self, desk: Desk, kind: str, key: Key, *, at_work: AtWork) -> None:
        super().__init__(desk, kind, key)
        self._at_work = at_work

    # -- rights ------------------------------------------------------------------------------------------------------

    def access(self, *, also: Also | None = None, because: str | None = None, actor: str | None = None) -> AccessCopy:
        """Everything held about the person, with the information of Art. 15(1) GDPR. Raises Refused, Stale (TR750)."""
        asked = Asked(also=also, because=because, actor=actor)
        with self._owner() as (connection, compiled):
            return access(connection, compiled, [(self.kind, self.key)], asked)

    def port(self, *, also: Also | None = None, because: str | None = None, actor: str | None = None) -> PortCopy:
        """What the person provided, under consent or contract (Art. 20 GDPR). Raises Refused, Stale (TR750)."""
        asked = Asked(also=also, because=because, actor=actor)
        with self._owner() as (connection, compiled):
            return port(connection, compiled, [(self.kind, self.key)], asked)

    def _owner(self) -> AbstractContextManager[tuple[psycopg.Connection[Any], Compiled]]:
        """A connection of the tables' owner, and the policy compiled for it."""
        return self._at_work()
