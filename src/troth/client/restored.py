"""After a restore, at the front door: what the database has forgotten is repeated, and windows are shut until then."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from troth.checks import Declared
from troth.client.person import AtWork
from troth.compiler.build import Compiled
from troth.compiler.names import Names
from troth.erasure.replay import Replay, ReplayPlan, plan_replay
from troth.errors import Refused, Stale
from troth.findings import Finding
from troth.journal.behind import BEHIND, adopt, behind, status, verify_journal
from troth.journal.journal import Journal
from troth.postgres.connection import connect
from troth.postgres.logins import Logins
from troth.postgres.statements import statement
from troth.rollout.closed import close_windows, open_windows
from troth.standing.desk import Desk
from troth.standing.rules import in_force


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A database that was restored, or may have been. `url` is its owner's: of the other logins none is needed yet."""

    at_work: AtWork
    declared: Declared
    names: Names
    url: Callable[[], str]
    compiled: Callable[[], Compiled]
    journal: Journal | None
    open_before_replay: bool = False

    def plan(self, *, leave_unconfirmed: bool = False) -> ReplayPlan:
        """What the database has forgotten of what the journal says. Changes nothing.

        `leave_unconfirmed`: not what a crash has hidden the end of. Raises Refused, Unavailable (TR740, TR742, TR747).
        """
        if self.journal is None:
            return ReplayPlan(deeds=(), people=())
        with self.at_work() as (connection, compiled):
            return plan_replay(connection, compiled, self.journal, leave_unconfirmed=leave_unconfirmed)

    def replay(
        self, plan: ReplayPlan, *, actor: str | None = None, told: Callable[[str], None] = lambda _: None
    ) -> tuple[str, ...]:
        """Repeat what a plan says, a transaction for each word; what could not be said again, and why.

        Then the windows are opened, unless something is forgotten still. Killed at any moment, it goes on where it was.
        Raises Stale (TR711) if another version of the policy is applied: before anything is said.
        """
        if self.journal is None:
            return ()
        if not plan.empty:
            self._require_in_force()
        with closing(Logins(lambda _: self.url())) as logins:
            desk = Desk(logins, self.declared, self.names, compiled=self.compiled, journal=self.journal)
            replay = Replay(desk=desk, at_work=self.at_work, journal=self.journal, actor=actor)
            left = replay.run(plan, told=told)
        if not plan.empty:
            self.open(actor=actor)
        return left

    def _require_in_force(self) -> None:
        with self.at_work() as (connection, compiled):
            row = connection.execute(statement("standing in force")).fetchone()
        finding = in_force(compiled.policy, row[0] if row else None)
        if finding is not None:
            raise Stale(finding)

    def require_replayed(self, connection: psycopg.Connection[Any]) -> None:
        """Raises Refused (TR743, TR744) while the database is older than its journal, unless that is accepted.

        Then every window is shut until the replay, for whoever logs in: what noticed it may be the only one who asks.
        """
        if self.journal is None or self.open_before_replay:
            return
        finding = behind(connection, self.journal)
        if finding is not None:
            if finding.code == BEHIND:
                close_windows(connection, self.names, because=None, actor=getpass.getuser())
            raise Refused(finding)

    def close(self, *, because: str | None = None, actor: str | None = None) -> int:
        """Shut every window, for logins with and without Troth; how many were open."""
        with connect(self.url(), autocommit=True) as connection:
            return close_windows(connection, self.names, because=because, actor=actor or getpass.getuser())

    def open(self, *, actor: str | None = None) -> int:
        """Open what close() has shut; how many were. Raises Refused (TR744)."""
        with self.at_work() as (connection, compiled):
            self.require_replayed(connection)
            return open_windows(connection, compiled, actor=actor or getpass.getuser())

    def status(self) -> tuple[dict[str, object], tuple[Finding, ...]]:
        """Where the journal is and what it holds, with what is wrong about it."""
        with self.at_work() as (connection, _):
            about = status(connection, self.journal) if self.journal is not None else {}
            return about, tuple(verify_journal(connection, self.journal))

    def adopt(self) -> None:
        """Begin anew with this journal: the database takes another name for itself."""
        with self.at_work() as (connection, _):
            adopt(connection)
