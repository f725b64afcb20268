"""Data that leaves, at the front door: to recipients, under law, with the company itself. No rules of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg.rows import TupleRow

from troth.client.orders import Orders
from troth.compiler.build import Compiled
from troth.sharing import Disclosure, DisclosurePlan, disclose, plan_disclosure
from troth.sharing.approvals import approve
from troth.sharing.asked import Asked
from troth.sharing.counts import release_counts
from troth.sharing.keys import as_key
from troth.sharing.locks import Override
from troth.sharing.openings import open_case
from troth.sharing.transfer import TransferPlan, plan_transfer, say
from troth.standing.words import Key, Outcome


class Sharing(ABC):
    """What the front door can do with recipients."""

    @abstractmethod
    def at_work(self) -> AbstractContextManager[tuple[psycopg.Connection[TupleRow], Compiled]]:
        """A connection of the tables' owner, and the policy compiled for it."""

    @cached_property
    def orders(self) -> Orders:
        """Requests under law: received, reviewed, released or refused, told, closed."""
        return Orders(self.at_work)

    def plan_disclosure(
        self,
        recipient: str,
        *,
        people: Iterable[tuple[str, Key]] = (),
        rows: Mapping[str, Iterable[Key]] | None = None,
        categories: Sequence[str] = (),
        everyone: bool = False,
        override: tuple[str, str] | None = None,
    ) -> DisclosurePlan:
        """What a release to a recipient would hand out, in people and rows. Raises Refused (TR780 to TR786).

        Of some people (`[("member", 42)]`), of some rows (`{"orders": [7]}`) or of everyone the window shows.
        `override`: a kind of exception that the recipient lists, and what it rests on.
        """
        asked = Asked(
            people=tuple((kind, as_key(key)) for kind, key in people),
            rows={table: tuple(map(as_key, keys)) for table, keys in (rows or {}).items()},
            categories=tuple(categories),
            everyone=everyone,
            override=Override(kind=override[0], reference=override[1]) if override else None,
        )
        with self.at_work() as (connection, compiled):
            return plan_disclosure(connection, compiled, recipient, asked)

    def disclose(
        self,
        plan: DisclosurePlan | str,
        *,
        because: str,
        actor: str | None = None,
        second: str | None = None,
        to: Path | None = None,
        **asked: Any,
    ) -> Disclosure:
        """Release what a plan showed (or, with a recipient's name, what plan_disclosure() would show), and record it.

        Raises Refused (TR780 to TR789). What is handed over is in the file `to`, or in `tables` of the answer.
        """
        if isinstance(plan, str):
            plan = self.plan_disclosure(plan, **asked)
        with self.at_work() as (connection, compiled):
            return disclose(connection, compiled, plan, because=because, actor=actor, second=second, to=to)

    def disclose_counts(
        self,
        recipient: str,
        aggregate: str,
        *,
        period: str | None = None,
        because: str,
        actor: str | None = None,
        second: str | None = None,
        to: Path | None = None,
    ) -> Disclosure:
        """Release the counts of one period that is over; released again, they are the same. Raises Refused (TR793)."""
        with self.at_work() as (connection, compiled):
            return release_counts(connection, compiled, recipient, aggregate, period=period, because=because,
                                  actor=actor, second=second, to=to)  # fmt: skip

    def approve_release(
        self,
        recipient: str,
        *,
        role: str,
        because: str,
        people: Iterable[tuple[str, Key]] = (),
        until: date | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """A role approves releases to a recipient, of some people or of everyone. Raises Refused (TR789)."""
        named = [(kind, as_key(key)) for kind, key in people]
        with self.at_work() as (connection, compiled):
            return approve(
                connection, compiled, recipient, role=role, people=named, because=because, until=until, actor=actor
            )

    def open_case(
        self, purpose: str, key: Key, *, because: str, actor: str | None = None, reader: str | None = None
    ) -> Outcome:
        """Open a case for a purpose with `open_per`, before its window shows anything of it. Raises Refused (TR796)."""
        with self.at_work() as (connection, compiled):
            return open_case(connection, compiled, purpose, key, because=because, actor=actor, reader=reader)

    def plan_transfer(self, recipient: str) -> TransferPlan:
        """Who would pass to a recipient with the company, and who stays behind. Raises Refused (TR792)."""
        with self.at_work() as (connection, compiled):
            return plan_transfer(connection, compiled, recipient)

    def about_transfer(
        self,
        recipient: str,
        word: Literal["told", "objects", "agrees"],
        *,
        people: Iterable[tuple[str, Key]] = (),
        everyone: bool = False,
        says: str,
        actor: str | None = None,
    ) -> Outcome:
        """Record that people were told of a transfer, object to it, or no longer do. Raises Refused (TR792)."""
        named = [(kind, as_key(key)) for kind, key in people]
        with self.at_work() as (connection, compiled):
            return say(connection, compiled, recipient, word, people=named, everyone=everyone, says=says, actor=actor)
