"""One person at the front door: what is said about them at the desk, and what is done about their data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.standing.desk import Desk
from troth.standing.subject import Subject
from troth.standing.words import Key

OpenOwner = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


class Person(Subject):
    """A person, by the primary key of their row. Standing is said as in Subject; the rest needs the tables' owner."""

    def __init__(self, desk: Desk, kind: str, key: Key, *, owner: OpenOwner, compiled: Callable[[], Compiled]) -> None:
        super().__init__(desk, kind, key)
        self._open_owner = owner
        self._compiled = compiled

    @contextmanager
    def _owner(self) -> Iterator[tuple[psycopg.Connection[Any], Compiled]]:
        """A connection of the tables' owner, and the policy compiled for it."""
        compiled = self._compiled()
        with self._open_owner() as connection:
            yield connection, compiled
