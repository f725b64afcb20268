"""One person at the front door: what is said about them at the desk, and what is done about their data."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg

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

    def _owner(self) -> AbstractContextManager[tuple[psycopg.Connection[Any], Compiled]]:
        """A connection of the tables' owner, and the policy compiled for it."""
        return self._at_work()
