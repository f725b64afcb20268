"""Erasing a person: the plan, found by doing it and taking it back; then the deed, in one transaction, or not at all.

The deed is in the journal before any of it is committed. It refuses if the planned rows are no longer as they were.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from troth.compiler.build import Compiled
from troth.compiler.live.live import Live
from troth.compiler.names import scope_of_owner
from troth.compiler.needed.need import Request
from troth.elsewhere import Deed, Outside, look_outside
from troth.elsewhere.files import look_for_files
from troth.erasure.ending import end, request_of
from troth.erasure.left import left_over
from troth.erasure.plan import Ended, Erasing, ErasurePlan, Receipt, Seen, Staying
from troth.erasure.rules import in_the_way, refused, stale, still_there
from troth.erasure.staying import PLAIN, Keeping
from troth.erasure.theirs import Theirs
from troth.errors import Refused, Stale, Unavailable
from troth.journal.journal import Journal
from troth.ledger.entry import Entry
from troth.ledger.store import given_about
from troth.postgres.catalogue import Relation
from troth.postgres.later import Later, together
from troth.postgres.statements import statement
from troth.postgres.taken_back import taken_back
from troth.retention.decision import Deciding, Gone, Went
from troth.retention.refused import IN_THE_WAY, said_by_the_company
from troth.retention.remarks import forget_left_behind
from troth.retention.row_holds import ask_row_holds
from troth.standing.forgetting import forget
from troth.standing.journalled import Intent, Series, another_journal, marks, series_of
from troth.standing.people import unknown_person

Connection = psycopg.Connection[Any]
Also = Callable[[Connection], None]
"""What else belongs to the transaction and comes first in it: the request that is carried out."""


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """What is known once the person and their rows are locked."""

    name: str
    """The person's key as the journal has it."""
    held: frozenset[Relation]
    """The tables with holds on single rows."""
    series: Series | None
    """The deeds of this database in the journal, if one is kept."""
    found: ErasurePlan
    """What there is to do."""


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """The erasing of one person, on a connection of the tables' owner."""

    connection: Connection
    compiled: Compiled
    erasing: Erasing
    journal: Journal | None = None

    @cached_property
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
        """What would be done. Does it as far as it has to be known, and takes all of it back.

        Raises Unavailable (TR735) if somebody puts a hold on rows of a table at this very moment.
        """
        with taken_back(self.connection), together(self.connection):
            self._settings()
            seen, ended = self.theirs.seen(self.connection), self._end()
            held = ask_row_holds(self.connection)
            return self._looked(seen(), ended(), held())

    def _end(self) -> Later[Ended]:
        return end(self.connection, self.theirs, self.erasing)

    def _looked(self, seen: Seen, ended: Ended, held: frozenset[Relation]) -> ErasurePlan:
        decided, keeps = self.deciding.decided(self.connection, held), self.keeping.stays(self.connection, held)
        gone = decided()
        if gone is None:
            raise Unavailable(in_the_way(self.erasing))
        stays = keeps(gone)
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
        self.connection.execute(statement("erase settings"))

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
        with self.connection.transaction():
            if also is not None:
                also(self.connection)
            with together(self.connection):
                begun = self._begin(plan)
                if begun.found.empty:
                    return self._receipt(begun.found)()
                outside = self._outside(begun.found.gone)
                with ExitStack() as giving_up:
                    with self._written_down(begun) as intent:
                        giving_up.callback(self._settle, intent, done=False)
                        # While the journal reaches the disk, the server is at work.
                        done = self._do(begun, intent, outside, because=because, request=request, actor=actor)
                    receipt = done()
                    giving_up.pop_all()
        self._settle(intent, done=True)
        return replace(receipt, request=request, outside=outside)

    def _begin(self, plan: ErasurePlan | None) -> _Begun:
        """Lock the person and their rows, so that nobody says anything about them meanwhile, and end what ends.

        Raises Stale (TR730), or Refused (TR701).
        """
        self._settings()
        alone = self.theirs.say(self.connection, "standing lock")
        locked, ending = self.theirs.seen(self.connection, lock=True), self._end()
        row_holds = ask_row_holds(self.connection)
        series = self.connection.execute(statement("journal series")) if self.journal is not None else None
        seen, held = self._there(locked(), plan), row_holds()
        if plan is not None:
            self._unchanged(plan, seen)
        ended = ending()
        if plan is not None and ended != plan.ended:
            raise Stale(stale(self.erasing, ()))
        return _Begun(
            name=alone.fetchall()[0][1][0],
            held=held,
            series=series_of(series.fetchall()) if series is not None else None,
            found=plan if plan is not None else self._looked(seen, ended, held),
        )

    def _there(self, seen: Seen, plan: ErasurePlan | None) -> Seen:
        """The person is still in the database. Raises Stale (TR730), or Refused (TR701) if there is no plan."""
        own = self.compiled.mapped.subject_table(self.erasing.kind).relation
        if own in seen:
            return seen
        if plan is not None:
            raise Stale(stale(self.erasing, plan.seen))
        raise Refused(unknown_person(self.erasing.kind, [self.erasing.key]))

    def _unchanged(self, plan: ErasurePlan, seen: Seen) -> None:
        """The rows of the plan are as they were. Raises Stale (TR730)."""
        changed = _changed(plan, seen)
        if changed:
            raise Stale(stale(self.erasing, changed))

    @contextmanager
    def _written_down(self, begun: _Begun) -> Iterator[Intent | None]:
        """The erasure is in the journal before anything goes, and on its disk when the block ends."""
        if self.journal is None or begun.series is None:
            yield None
            return
        erasing = self.erasing
        word = {"word": "erase", "categories": list(erasing.categories), "child": erasing.child}
        with self.journal.intended(begun.series, erasing.kind, [begun.name], [word]) as intent:
            yield intent

    def _settle(self, intent: Intent | None, *, done: bool) -> None:
        """How the deed ended is in the journal."""
        if intent is not None and self.journal is not None:
            (self.journal.done if done else self.journal.undone)(intent)

    def _do(
        self, begun: _Begun, intent: Intent | None, outside: Outside | None, *, because: str | None,
        request: int | None, actor: str,
    ) -> Later[Receipt]:  # fmt: skip
        """Everything is sent; nothing is done before the answer has been read, and found to be what was planned."""
        found, connection = begun.found, self.connection
        marked = connection.execute(statement("journal mark"), marks(intent)) if intent is not None else None
        self._suppress()
        self._write(found.ended, because, actor)
        if outside is not None:
            outside.write(connection, request=request)
        went = self.deciding.carried_out(connection, begun.held)
        self._hide(found.stays)
        self._enter(found, actor, request)
        self._forget_if_gone(found.gone)
        forget_left_behind(connection, self.compiled)
        left = left_over(connection, self.compiled, found.gone)
        connection.execute(statement("erase constraints"))
        receipt = self._receipt(found)

        def read() -> Receipt:
            told = receipt()
            if marked is not None and marked.rowcount == 0:
                raise Unavailable(another_journal(str(self.journal)))
            self._as_planned(found, went())
            self._none_left(left())
            return told

        return read

    def _as_planned(self, found: ErasurePlan, gone: Went) -> None:
        """What went is what was to go. Raises Stale (TR730), or Unavailable (TR735)."""
        if gone is None:
            raise Unavailable(in_the_way(self.erasing))
        if gone != found.gone:
            raise Stale(stale(self.erasing, [each.table for each in {*gone} ^ {*found.gone}]))

    def _suppress(self) -> None:
        """What marketing must not use again, as keyed hashes, while the values are there."""
        policy = self.compiled.policy
        if not any(purpose.suppress for purpose in policy.purposes.values()):
            return
        here = self.theirs.say(self.connection, "suppression here").fetchone()
        if here is not None and here[0]:
            categories = sorted(policy.categories_of(self.erasing.categories)) or None
            self.theirs.say(self.connection, "suppression suppress", cause="erasure", categories=categories)

    def _write(self, ended: Ended, because: str | None, actor: str) -> None:
        detail = {"categories": list(self.erasing.categories), "child": self.erasing.child, "because": because}
        words = [{"word": "erase", "purpose": None, "detail": {name: part for name, part in detail.items() if part}}]
        for name in ended.purposes:
            word = "withdraw" if name in ended.withdrawn else "end"
            words.append({"word": word, "purpose": name, "detail": {"because": "an erasure"}})
        numbered = [("release", "hold", each) for each in ended.released]
        numbered += [("lift", "restriction", each) for each in ended.lifted]
        words += [{"word": word, "detail": {what: each, "because": "an erasure"}} for word, what, each in numbered]
        version = self.compiled.policy.version
        self.theirs.say(self.connection, "erase words", words=Jsonb(words), version=version, actor=actor)

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
        rows = self.theirs.say(self.connection, "erase hide parts", scopes=sorted(scopes)).fetchall()
        return tuple(sorted({scopes[scope] for (scope,) in rows}))

    def _enter(self, found: ErasurePlan, actor: str, request: int | None) -> None:
        detail: dict[str, Any] = {
            **found.ended.to_json(),
            **found.counts.to_json(),
            "categories": list(self.erasing.categories),
            "child": self.erasing.child,
            "kept_for": sorted({each.name or each.sort for each in found.stays}),
            "policy_version": self.compiled.policy.version,
        }
        detail |= {"request": request} if request is not None else {}
        entry = Entry(what="erase", actor=actor, detail=detail)
        self.connection.execute(self.theirs.people.entering, self.theirs.given | given_about(entry, self.erasing.kind))

    def _forget_if_gone(self, gone: tuple[Gone, ...]) -> None:
        """With the person's last row, what holds for them goes too."""
        own = self.compiled.mapped.subject_table(self.erasing.kind).relation
        if any(each.table == own and each.deleted for each in gone):
            forget(self.connection, self.compiled, self.erasing.kind, [self.erasing.key])

    def _none_left(self, remains: tuple[Gone, ...]) -> None:
        """Nothing that was to go is still there. Asked of the tables themselves, not of what decided."""
        if remains:
            raise Unavailable(still_there(self.erasing, remains))

    def _receipt(self, found: ErasurePlan) -> Later[Receipt]:
        given = {"zone": self.compiled.policy.time_zone, "entered": not found.empty}
        asked = self.connection.execute(statement("erase written"), given)

        def read() -> Receipt:
            ((moment, entry),) = asked.fetchall()
            return Receipt(
                erasing=self.erasing,
                ended=found.ended,
                counts=found.counts,
                stays=found.stays,
                at=moment,
                entry=entry,
                changed=not found.empty,
            )

        return read


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
