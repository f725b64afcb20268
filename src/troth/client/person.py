"""One person at the front door: what is said about them at the desk, and what is done about their data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack

import psycopg

from troth.access import AccessCopy, PortCopy, access, port
from troth.access.asking import Also, Asked
from troth.access.writing import Written, write_access, write_port
from troth.compiler.build import Compiled
from troth.erasure.erase import Erasure
from troth.erasure.plan import Erasing, ErasurePlan, Receipt
from troth.erasure.rules import checked
from troth.journal.journal import Journal
from troth.rectification.corrections import Corrections
from troth.rectification.rectify import Corrected, plan_corrections, rectify
from troth.standing.desk import Desk
from troth.standing.subject import Subject
from troth.standing.words import Key, Outcome
from troth.subjects import Pair, confirm, likely, linked_people, undo
from troth.subjects.keys import Connection, Someone, known_person

AtWork = Callable[[], AbstractContextManager[tuple[psycopg.Connection[Any], Compiled]]]


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What the front door lends for work on a person's data.

    `at_work`: a connection of the tables' owner with the policy compiled for it; `carrying_out`: what moves a request
    on in the transaction of its deed.
    """

    at_work: AtWork
    carrying_out: Callable[..., Also]
    journal: Journal | None = None


class Why(TypedDict, total=False):
    """Who asks and why: the number of a verified request, which is moved on in the same transaction, or a reason.

    `also` is what has to happen first in that transaction; it may refuse.
    """

    also: Also | None
    request: int | None
    because: str | None
    actor: str | None


class Person(Subject):
    """A person, by the primary key of their row. Standing is said as in Subject; the rest needs the tables' owner."""

    def __init__(self, desk: Desk, kind: str, key: Key, *, tools: Tools) -> None:
        super().__init__(desk, kind, key)
        self._tools = tools
        self._at_work = tools.at_work

    # -- rights ------------------------------------------------------------------------------------------------------

    def access(self, *, same_person: bool = False, **asked: Unpack[Why]) -> AccessCopy:
        """Everything held about the person, with the information of Art. 15(1) GDPR.

        `same_person`: under all keys that were confirmed to be theirs. Raises Refused (TR701), Stale (TR750).
        """
        with self._at_work() as (connection, compiled):
            people = self._people(connection, compiled, same_person=same_person)
            return access(connection, compiled, people, self._asked("access", asked))

    def access_to(
        self, path: Path | str, *, over: bool = False, same_person: bool = False, **asked: Unpack[Why]
    ) -> Written:
        """As access(), written to a file whose name ends in .json, .zip or .html, in pieces: it may be large.

        `over`: a file of this name may be replaced. Raises also Refused (TR751, TR752), Unavailable (TR753).
        """
        with self._at_work() as (connection, compiled):
            people = self._people(connection, compiled, same_person=same_person)
            return write_access(connection, compiled, people, self._asked("access", asked), Path(path), over=over)

    def port(self, *, same_person: bool = False, **asked: Unpack[Why]) -> PortCopy:
        """What the person provided, under consent or contract (Art. 20 GDPR). Raises as access()."""
        with self._at_work() as (connection, compiled):
            people = self._people(connection, compiled, same_person=same_person)
            return port(connection, compiled, people, self._asked("port", asked))

    def port_to(
        self, path: Path | str, *, over: bool = False, same_person: bool = False, hand_to: str | None = None,
        **asked: Unpack[Why],
    ) -> Written:  # fmt: skip
        """As port(), written to a file. `hand_to`: the other service that gets it, at the person's request.

        Raises as access_to(), and Refused (TR757) if another service shall get it and no request is named.
        """
        why = replace(self._asked("port", asked), hand_to=hand_to)
        with self._at_work() as (connection, compiled):
            people = self._people(connection, compiled, same_person=same_person)
            return write_port(connection, compiled, people, why, Path(path), over=over)

    # -- erasure -----------------------------------------------------------------------------------------------------

    def plan_erasure(self, categories: Sequence[str] = (), *, child: bool = False) -> ErasurePlan:
        """What erasing the person would do: what goes, and what stays, for what and until when. Changes nothing.

        `categories`: only these (`contact.*` too), as a moment. `child`: because a child was found, which outranks what
        waits and what is held. `apply()` of the plan does it. Raises Refused: TR701, TR702, TR731.
        """
        with self._at_work() as (connection, compiled):
            who = Erasing(kind=self.kind, key=self.key, categories=tuple(categories), child=child)
            erasing = checked(connection, compiled, who)
            plan = Erasure(connection=connection, compiled=compiled, erasing=erasing).plan()
        return replace(plan, deed=partial(self._erase, erasing))

    def _erase(
        self, erasing: Erasing, plan: ErasurePlan | None, *, request: int | None, also: Also | None, **said: Any
    ) -> Receipt:
        """`request` is moved on in the same transaction, before anything else."""
        also = self._carrying_out("erase", request, also, said.get("actor"))
        with self._at_work() as (connection, compiled):
            erasure = Erasure(connection=connection, compiled=compiled, erasing=erasing, journal=self._tools.journal)
            return erasure.apply(plan, request=request, also=also, **said)

    def plan_rectification(
        self, values: Mapping[str, Any], *, rows: Mapping[str, Key] | None = None, plain: bool = False
    ) -> Corrections:
        """What correcting some columns (`{"member.email": "new@example.org"}`) would do. Changes nothing.

        `rows` names the row that is meant where the person has several in a table (`{"orders": 7}`); `plain` allows
        plain columns too. Raises Refused: TR758 a cell that cannot be corrected, TR759 a value that is not taken.
        """
        with self._at_work() as (connection, compiled):
            return plan_corrections(connection, compiled, (self.kind, self.key), values, rows=rows, plain=plain)

    def rectify(
        self,
        what: Corrections | Mapping[str, Any],
        *,
        rows: Mapping[str, Key] | None = None,
        plain: bool = False,
        **asked: Unpack[Why],
    ) -> Corrected:
        """Correct what a plan shows, or some columns at once (Art. 16 GDPR). Recipients and other systems are told.

        Raises as planning does, and Stale (TR750).
        """
        plan = what if isinstance(what, Corrections) else self.plan_rectification(what, rows=rows, plain=plain)
        with self._at_work() as (connection, compiled):
            return rectify(connection, compiled, plan, self._asked("rectify", asked))

    def _asked(self, asks: str, why: Why) -> Asked:
        """Why something is done, with the request that is moved on before it."""
        request, actor = why.get("request"), why.get("actor")
        also = self._carrying_out(asks, request, why.get("also"), actor)
        return Asked(also=also, request=request, because=why.get("because"), actor=actor)

    def _carrying_out(self, asks: str, request: int | None, also: Also | None, actor: str | None) -> Also | None:
        """What happens first in the transaction of the deed: what is said, or else the next move of its request."""
        if request is None or also is not None:
            return also
        return self._tools.carrying_out(request, asks=asks, kind=self.kind, key=self.key, actor=actor)

    # -- one human, many keys ----------------------------------------------------------------------------------------

    def linked(self) -> tuple[Person, ...]:
        """The person under the other keys that were confirmed to be theirs. Raises Refused (TR701)."""
        with self._at_work() as (connection, compiled):
            _, *others = self._people(connection, compiled, same_person=True)
        one = ((kind, key[0] if len(key) == 1 else key) for kind, key in others)
        return tuple(Person(self._desk, kind, key, tools=self._tools) for kind, key in one)

    def likely_same(self) -> tuple[Pair, ...]:
        """People whose data is like this person's in the columns that the data map names. Raises Refused (TR701)."""
        with self._at_work() as (connection, compiled):
            return likely(connection, compiled, self.kind, self.key)

    def same_as(self, other: Person, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """Record that this and another key are one human. Raises Refused (TR701, TR755, TR756)."""
        with self._at_work() as (connection, compiled):
            one, two = (self.kind, self.key), (other.kind, other.key)
            return confirm(connection, compiled, one, two, because=because, actor=actor)

    def not_same_as(self, other: Person, *, actor: str | None = None) -> Outcome:
        """Take back that two keys are one human. Raises Refused (TR701)."""
        with self._at_work() as (connection, compiled):
            return undo(connection, compiled, (self.kind, self.key), (other.kind, other.key), actor=actor)

    def _people(self, connection: Connection, compiled: Compiled, *, same_person: bool) -> list[Someone]:
        if not same_person:
            return [(self.kind, self.key)]
        me = known_person(connection, compiled.mapped, (self.kind, self.key))
        return [me, *linked_people(connection, compiled, *me)]
