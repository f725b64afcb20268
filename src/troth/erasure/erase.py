"""Erasing a person: the plan, found by doing it and taking it back; then the deed, in one transaction, or not at all.

The deed is in the journal before any of it is committed. It refuses if the planned rows are no longer as they were.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from troth.compiler.build import Compiled
from troth.compiler.live import Live
from troth.compiler.names import scope_of_owner
from troth.compiler.need import Request
from troth.elsewhere import Deed, Outside, look_outside
from troth.elsewhere.files import look_for_files
from troth.erasure.ending import end, request_of
from troth.erasure.left import left_over
from troth.erasure.plan import Counts, Ended, Erasing, ErasurePlan, Receipt, Seen, Staying
from troth.erasure.rules import in_the_way, refused, stale, still_there
from troth.erasure.staying import PLAIN, Keeping
from troth.erasure.theirs import Theirs
from troth.errors import Refused, Stale, Unavailable
from troth.journal.journal import Intent, Journal
from troth.ledger.entry import Entry
from troth.ledger.store import given_about
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement
from troth.postgres.taken_back import taken_back
from troth.retention.decision import Deciding, Gone
from troth.retention.refused import IN_THE_WAY, said_by_the_company
from troth.retention.remarks import forget_left_behind
from troth.standing.forgetting import forget, people_of
from troth.standing.journalled import another_journal, marks, series_of
from troth.standing.people import unknown_person

Connection = psycopg.Connection[Any]
Also = Callable[[Connection], None]
"""What else belongs to the transaction and comes first in it: the request that is carried out."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """The erasing of one person, on a connection of the tables' owner."""

    connection: Connection
    compiled: Compiled
    erasing: Erasing
    journal: Journal | None = None

    @property
    def theirs(self) -> Theirs:
        return Theirs(self.compiled, self.erasing.kind, self.erasing.key)

    @property
    def request(self) -> Request:
        return request_of(self.compiled.policy, self.erasing)

    @property
    def deciding(self) -> Deciding:
        return Deciding(self.compiled, self.erasing.kind, self.erasing.key, self.request)

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.theirs, self.request)

    # -- plan --------------------------------------------------------------------------------------------------------

    def plan(self) -> ErasurePlan:
        """What would be done. Does it as far as it has to be known, and takes all of it back."""
        with taken_back(self.connection):
            self._settings()
            return self._looked(self.theirs.seen(self.connection))

    def _looked(self, seen: Seen) -> ErasurePlan:
        ended = end(self.connection, self.compiled, self.erasing)
        gone = self.deciding.decide(self.connection)
        stays = self.keeping.stays(self.connection, gone)
        return ErasurePlan(
            erasing=self.erasing,
            ended=ended,
            gone=gone,
            stays=stays,
            seen=seen,
            hides=self._hide(stays),
            outside=self._outside(gone),
        )

    def _outside(self, gone: tuple[Gone, ...]) -> Outside | None:
        """Who else has to hear that these categories went. Asked before they go: it copies by what others know them."""
        named = self.compiled.mapped.tables
        went = {
            named[each.table].columns[column].category
            for each in gone
            for column in (named[each.table].columns if each.deleted else each.cells)
        }
        categories = frozenset(category for category in went if category)
        deed = Deed(what="erase", kind=self.erasing.kind, key=self.erasing.key, categories=categories)
        files = look_for_files(self.connection, self.compiled, self.deciding)
        outside = look_outside(self.connection, self.compiled, deed) if categories else Outside(deed=deed)
        outside = replace(outside, files=files)
        return None if outside.empty else outside

    def _settings(self) -> None:
        self.connection.execute(statement("erase settings"), prepare=False)

    # -- the deed ----------------------------------------------------------------------------------------------------

    def apply(
        self,
        plan: ErasurePlan | None,
        *,
        because: str | None = None,
        request: int | None = None,
        also: Also | None = None,
        actor: str | None = None,
    ) -> Receipt:
        """Do what the plan says, or without one whatever there is to do. All of it, or nothing.

        Raises Stale (TR730) if the planned rows have changed since, Refused (TR734) if a constraint or a trigger of the
        company does, Unavailable (TR732) if something that was erased is still there, (TR735) if somebody works on the
        same rows, (TR740 to TR743) if the journal cannot be written.
        """
        who = actor or getpass.getuser()
        try:
            return self._apply(plan, because=because, request=request, also=also, actor=who)
        except IN_THE_WAY:
            raise Unavailable(in_the_way(self.erasing)) from None
        except psycopg.DatabaseError as problem:
            raise Refused(refused(self.erasing, said_by_the_company(problem))) from None

    def _apply(
        self, plan: ErasurePlan | None, *, because: str | None, request: int | None, also: Also | None, actor: str
    ) -> Receipt:
        intent = None
        with self.connection.transaction():
            self._settings()
            if also is not None:
                also(self.connection)
            name = self._alone()
            seen = self._there(self.theirs.seen(self.connection, lock=True), plan)
            found = self._looked(seen) if plan is None else self._unchanged(plan, seen)
            if found.empty:
                return self._receipt(found, ())
            intent = self._written_down(name)
            with self._given_up_if_it_fails(intent):
                receipt = self._do(found, because=because, request=request, actor=actor)
        if intent is not None and self.journal is not None:
            self.journal.done(intent)
        return receipt

    def _there(self, seen: Seen, plan: ErasurePlan | None) -> Seen:
        """The person is still in the database. Raises Stale (TR730), or Refused (TR701) if there is no plan."""
        own = self.compiled.mapped.subject_table(self.erasing.kind).relation
        if own in seen:
            return seen
        if plan is not None:
            raise Stale(stale(self.erasing, plan.seen))
        raise Refused(unknown_person(self.erasing.kind, [self.erasing.key]))

    def _unchanged(self, plan: ErasurePlan, seen: Seen) -> ErasurePlan:
        """The plan, whose rows are as they were, once more ended what it ends. Raises Stale (TR730)."""
        changed = _changed(plan, seen)
        if changed:
            raise Stale(stale(self.erasing, changed))
        ended = end(self.connection, self.compiled, self.erasing)
        if ended != plan.ended:
            raise Stale(stale(self.erasing, ()))
        return plan

    def _alone(self) -> str:
        """Nobody says anything about the person meanwhile. Their key as the journal has it."""
        people = people_of(self.compiled, self.erasing.kind)
        rows = self.connection.execute(people.statement("standing lock"), people.given([self.erasing.key])).fetchall()
        name: str = rows[0][1][0]
        return name

    def _written_down(self, name: str) -> Intent | None:
        """The erasure is in the journal, and marked in the database, before anything goes."""
        if self.journal is None:
            return None
        series = series_of(self.connection.execute(statement("journal series")).fetchall())
        erasing = self.erasing
        word = {"word": "erase", "categories": list(erasing.categories), "child": erasing.child}
        intent = self.journal.intend(series, erasing.kind, [name], [word])
        if self.connection.execute(statement("journal mark"), marks(intent)).rowcount == 0:
            self.journal.undone(intent)
            raise Unavailable(another_journal(str(self.journal)))
        return intent

    @contextmanager
    def _given_up_if_it_fails(self, intent: Intent | None) -> Iterator[None]:
        done = False
        try:
            yield
            done = True
        finally:
            if not done and intent is not None and self.journal is not None:
                self.journal.undone(intent)

    def _do(self, found: ErasurePlan, *, because: str | None, request: int | None, actor: str) -> Receipt:
        self._suppress()
        self._write(found.ended, because, actor)
        outside = self._outside(found.gone)
        if outside is not None:
            outside.write(self.connection, request=request)
        gone = self.deciding.carry_out(self.connection)
        if gone != found.gone:
            raise Stale(stale(self.erasing, [each.table for each in {*gone} ^ {*found.gone}]))
        self._hide(found.stays)
        self._enter(found, gone, actor, request)
        self._forget_if_gone(gone)
        forget_left_behind(self.connection, self.compiled)
        self._read_back(gone)
        self.connection.execute(statement("erase constraints"))
        return replace(self._receipt(found, gone), request=request, outside=outside)

    def _suppress(self) -> None:
        """What marketing must not use again, as keyed hashes, while the values are there."""
        policy = self.compiled.policy
        if not any(purpose.suppress for purpose in policy.purposes.values()):
            return
        people = people_of(self.compiled, self.erasing.kind)
        given = people.given([self.erasing.key])
        here = self.connection.execute(people.statement("suppression here")).fetchone()
        if here is not None and here[0]:
            categories = sorted(policy.categories_of(self.erasing.categories)) or None
            self.connection.execute(
                people.statement("suppression suppress"), given | {"cause": "erasure", "categories": categories}
            )

    def _write(self, ended: Ended, because: str | None, actor: str) -> None:
        people = people_of(self.compiled, self.erasing.kind)
        detail = {"categories": list(self.erasing.categories), "child": self.erasing.child, "because": because}
        words = [{"word": "erase", "purpose": None, "detail": {name: part for name, part in detail.items() if part}}]
        for name in ended.purposes:
            word = "withdraw" if name in ended.withdrawn else "end"
            words.append({"word": word, "purpose": name, "detail": {"because": "an erasure"}})
        numbered = [("release", "hold", each) for each in ended.released]
        numbered += [("lift", "restriction", each) for each in ended.lifted]
        words += [{"word": word, "detail": {what: each, "because": "an erasure"}} for word, what, each in numbered]
        given = {"words": Jsonb(words), "version": self.compiled.policy.version, "actor": actor}
        self.connection.execute(people.statement("erase words"), people.given([self.erasing.key]) | given)

    def _hide(self, stays: tuple[Staying, ...]) -> tuple[tuple[str, Relation], ...]:
        """A part was asked for: where one of its cells must stay, purposes that would end no longer see its row.

        Tells what they saw until now.
        """
        if not self.erasing.categories:
            return ()
        live, kind = Live(self.compiled.policy, self.compiled.mapped), self.erasing.kind
        scopes = {
            scope_of_owner(purpose, relation, owner.name): (purpose, relation)
            for relation in {staying.table for staying in stays if staying.sort != PLAIN}
            for owner in self.compiled.mapped.tables[relation].owners.values()
            for purpose in self.request.ends
            if owner.kind == kind and live.seen(purpose, self.compiled.mapped.tables[relation], owner)
        }
        people = people_of(self.compiled, kind)
        given = people.given([self.erasing.key]) | {"scopes": sorted(scopes)}
        rows = self.connection.execute(people.statement("erase hide parts"), given).fetchall()
        return tuple(sorted({scopes[scope] for (scope,) in rows}))

    def _enter(self, found: ErasurePlan, gone: tuple[Gone, ...], actor: str, request: int | None) -> None:
        counts = Counts.of(gone)
        detail: dict[str, Any] = {
            **found.ended.to_json(),
            **counts.to_json(),
            "categories": list(self.erasing.categories),
            "child": self.erasing.child,
            "kept_for": sorted({each.name or each.sort for each in found.stays}),
            "policy_version": self.compiled.policy.version,
        }
        detail |= {"request": request} if request is not None else {}
        people = people_of(self.compiled, self.erasing.kind)
        entry = Entry(what="erase", actor=actor, detail=detail)
        given = people.given([self.erasing.key]) | given_about(entry, self.erasing.kind)
        self.connection.execute(people.entering, given)

    def _forget_if_gone(self, gone: tuple[Gone, ...]) -> None:
        """With the person's last row, what holds for them goes too."""
        own = self.compiled.mapped.subject_table(self.erasing.kind).relation
        if any(each.table == own and each.deleted for each in gone):
            forget(self.connection, self.compiled, self.erasing.kind, [self.erasing.key])

    def _read_back(self, gone: tuple[Gone, ...]) -> None:
        """Nothing that was to go is still there. Asked of the tables themselves, not of what decided."""
        remains = left_over(self.connection, self.compiled, gone)
        if remains:
            raise Unavailable(still_there(self.erasing, remains))

    def _receipt(self, found: ErasurePlan, gone: tuple[Gone, ...]) -> Receipt:
        asked = {"zone": self.compiled.policy.time_zone, "entered": not found.empty}
        ((moment, entry),) = self.connection.execute(statement("erase written"), asked).fetchall()
        return Receipt(
            erasing=self.erasing,
            ended=found.ended,
            counts=Counts.of(gone),
            stays=found.stays,
            at=moment,
            entry=entry,
            changed=not found.empty,
        )


def _changed(plan: ErasurePlan, seen: Seen) -> list[Relation]:
    """The tables with a row of which something is to go, and which is no longer as the plan has seen it."""
    return [
        table
        for table, lines in plan.seen.items()
        if lines != seen.get(table)
        and any(
            line.rpartition(" ")[0] in plan.going(table)
            for line in {*lines.split("\n")} - {*seen.get(table, "").split("\n")}
        )
    ]
