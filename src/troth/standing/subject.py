"""One person, and every word about what their data is used for: consent, objection, restriction and hold."""
# Made from subject_async.py by tools/async_to_sync.py.

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from troth.compiler.live.scopes import Scope
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.policy.model import Basis
from troth.postgres.parameters import as_json
from troth.standing.agreed import Agreed
from troth.standing.desk import Book, Desk
from troth.standing.rules import (
    checked_hold,
    checked_reason,
    checked_scope,
    end_of,
    known_purpose,
    marketing,
    may_begin,
    may_object,
    may_withdraw,
)
from troth.standing.words import Held, Key, Outcome, Restricted, Standing, Word, shown_key

NOT_PENDING, NO_SUCH = "TR707", "TR713"

_WHY = {
    NOT_PENDING: "an objection is answered while it is pending, and once (Art. 21(1) GDPR)",
    NO_SUCH: "each is ended by its own number, so that nothing else is let go",
}


class Subject(Agreed):
    """One person of a kind. Each verb is one transaction, and holds for every statement that starts after it.

    `actor` is who says it or takes it down; without it, who runs the program. All verbs raise Refused: TR701 unknown
    person, TR702 wrong key, TR703 unknown kind, TR704 unknown purpose.
    """

    def __init__(self, desk: Desk, kind: str, key: Key) -> None:
        self.kind = kind
        self.key = key
        self._desk = desk
        desk.table_of(kind)

    def __str__(self) -> str:
        return f"{self.kind} {shown_key(self.key)}"

    # -- consent -----------------------------------------------------------------------------------------------------

    def consent(
        self,
        purpose: str,
        *,
        evidence: Mapping[str, object] | None = None,
        guardian: str | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """The person consents to a purpose. `evidence` is what was shown and done: wording, version, channel.

        `guardian` is who consents for them, if they are too young. Raises Refused also with TR705: the purpose does not
        rest on consent; TR664: too young; TR665: a child.
        """
        return self._desk.consent(self.kind, [self.key], purpose, evidence=evidence, guardian=guardian, actor=actor)

    def withdraw(self, purpose: str, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """The person withdraws a consent. Raises Refused also with TR705."""
        may_withdraw(self._desk.policy, purpose)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            held = book.run("standing withdraw", purposes=[purpose])
            book.write("withdraw", purpose, because=because, again=None if held else True)
        if held:
            return Outcome(said=f"{self} has withdrawn the consent to {purpose}")
        return self._unchanged(f"{self} had no consent to {purpose}")

    # -- objection ---------------------------------------------------------------------------------------------------

    def object(self, purpose: str, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """The person objects to a purpose: it ends at once, or is hidden until the objection is answered.

        An objection to direct marketing ends all of it. Raises Refused also with TR706, Stale with TR711.
        """
        policy = self._desk.policy
        may_object(policy, purpose)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            if policy.purposes[purpose].direct_marketing:
                book.require_in_force()
                return self._end_marketing(book, purpose, because)
            if book.run("standing hides", scope=purpose, cause="ended"):
                book.write("object", purpose, because=because, again=True)
                return self._unchanged(f"{purpose} has ended for {self} already")
            if policy.purposes[purpose].objection == "balance":
                pending = self._hide(book, [purpose], "objection")
                book.write("object", purpose, because=because, pending=True)
                said = f"{self} objects to {purpose}, which sees nothing of them until this is answered"
                return Outcome(said=said, changed=bool(pending))
            self._hide(book, [purpose], "ended")
            book.write("object", purpose, because=because)
            return Outcome(said=f"{self} objects to {purpose}, which has ended for them")

    def _end_marketing(self, book: Book, purpose: str, because: str | None) -> Outcome:
        purposes = self._desk.policy.purposes
        all_of_it = marketing(self._desk.policy)
        if any(purposes[name].suppress for name in purposes):
            book.suppress("objection")
        withdrawn = [row[0] for row in book.run("standing withdraw", purposes=list(all_of_it))]
        without_consent = [name for name in all_of_it if purposes[name].basis is not Basis.CONSENT]
        ended = [row[0] for row in self._hide(book, without_consent, "ended")]
        book.write("object", purpose, because=because, direct_marketing=True)
        for name in withdrawn:
            book.write("withdraw", name, because=f"objection to {purpose}")
        for name in ended:
            book.write("end", name, because=f"objection to {purpose}")
        said = f"{self} objects to direct marketing: {', '.join(all_of_it)} see them no more"
        return Outcome(said=said, changed=bool(withdrawn or ended))

    def uphold(self, purpose: str, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """A pending objection is right: the purpose ends. Raises Refused also with TR707."""
        with self._answered(purpose, actor) as book:
            self._hide(book, [purpose], "ended")
            book.write("uphold", purpose, because=because)
        return Outcome(said=f"the objection of {self} to {purpose} is upheld: it has ended for them")

    def refuse(self, purpose: str, *, because: str | None, actor: str | None = None) -> Outcome:
        """A pending objection is outweighed by compelling grounds, in words. Raises Refused also with TR707, TR714."""
        checked_reason(because)
        with self._answered(purpose, actor) as book:
            book.write("refuse", purpose, because=because)
        return Outcome(said=f"the objection of {self} to {purpose} is refused: {because}")

    # -- begin -------------------------------------------------------------------------------------------------------

    def begin(self, purpose: str, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """A purpose that ended begins again, by a new agreement. Raises Refused also with TR708."""
        may_begin(self._desk.policy, purpose)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            self._require_no_child(book)
            ended = book.run("standing show", scopes=[purpose], cause="ended")
            book.write("begin", purpose, because=because, again=None if ended else True)
        if ended:
            return Outcome(said=f"{purpose} has begun again for {self}")
        return self._unchanged(f"{purpose} had not ended for {self}")

    # -- restriction -------------------------------------------------------------------------------------------------

    def restrict(
        self,
        ground: str,
        *,
        purposes: Sequence[str] = (),
        categories: Sequence[str] = (),
        row: tuple[str, Any] | None = None,
        until: date | datetime | None = None,
        because: str | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Hide the person from every purpose that is not kept open, and keep the data (Art. 18 GDPR).

        `ground` is accuracy, unlawful, claims or objection. It reaches everything, or the purposes, the categories
        (`contact.*` too) or the one row (table and key) that are named, until a moment or the end of a day.
        Raises Refused also with TR709 and TR710, Stale with TR711.
        """
        scope = Scope(purposes=tuple(purposes), categories=tuple(categories), row=(row[0], ()) if row else None)
        checked_scope(self._desk.policy, ground, scope)
        hidden = self._desk.scopes(scope)
        end = end_of(until, self._desk.policy.time_zone)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require_in_force()
            book.require()
            place = self._desk.row(book, *row, restricting=True) if row else None
            scope = replace(scope, row=place.named if place else None)
            alike = self._alike(book, ground, scope, end)
            if alike is not None:
                return Outcome(said=f"{self} is restricted so already ({alike})", changed=False, id=alike, people=0)
            stored = as_json(scope.to_json())
            ((number,),) = book.run("standing restrict", ground=ground, scope=stored, until=end)
            if place is not None:
                place.run(book, "standing restrict row", kind=self.kind, reference=number, until=end)
            book.run("standing hide", scopes=list(hidden), cause="restriction", reference=number, until=end)
            said: dict[str, Any] = {"ground": ground, "scope": scope.to_json(), "until": end, "because": because}
            book.write("restrict", restriction=number, **said)
            told = book.owe("restrict", categories=categories, purposes=purposes)
        return Outcome(said=f"{self} is restricted ({number})" + _to_tell(told), id=number)

    def _alike(self, book: Book, ground: str, scope: Scope, end: datetime | None) -> int | None:
        """The number of a restriction that says just this already."""
        for each in self._restrictions(book):
            if (each.ground, each.scope, each.until) == (ground, scope, end):
                return each.id
        return None

    def lift(self, restriction: int | None = None, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """End one restriction, by its number, or all of the person's. Raises Refused also with TR713."""
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            standing = self._restrictions(book)
            chosen = [each for each in standing if restriction in (None, each.id)]
            if restriction is not None and not chosen:
                self._no_such("restriction", restriction, [each.id for each in standing])
            book.run("standing lift", ids=[each.id for each in chosen])
            for each in chosen:
                if each.scope.row is not None:
                    place = self._desk.place(book, *each.scope.row)
                    place.run(book, "standing lift row", kind=self.kind, reference=each.id)
                said: dict[str, Any] = {"ground": each.ground, "scope": each.scope.to_json(), "because": because}
                book.write("lift", restriction=each.id, **said)
        if not chosen:
            return self._unchanged(f"{self} was not restricted")
        numbers = ", ".join(str(each.id) for each in chosen)
        return Outcome(said=f"the restriction of {self} is lifted ({numbers})", id=chosen[-1].id)

    # -- hold --------------------------------------------------------------------------------------------------------

    def hold(
        self,
        keeps: Sequence[str],
        *,
        because: str,
        ground: str,
        review_on: date | None = None,
        until: date | datetime | None = None,
        row: tuple[str, Any] | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Keep some categories of the person, or of one row, against erasure and sweep.

        `ground` is claims or law; `until` is when it ends by itself, `review_on` when somebody looks again: after a
        year, if neither is said. Raises Refused also with TR710, TR712.
        """
        checked_hold(self._desk.policy, keeps, because, ground)
        end = end_of(until, self._desk.policy.time_zone)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            place = self._desk.row(book, *row) if row else None
            held = {"table": place.named[0], "row": as_json(place.named[1])} if place else {"table": None, "row": None}
            said: dict[str, Any] = {"ground": ground, "because": because, "until": end}
            asked = {**held, **said, "keeps": as_json(keeps), "review_on": review_on, "actor": book.actor}
            ((number, review),) = book.run("standing hold", **asked)
            said["review_on"] = review
            book.write("hold", hold=number, row=place.named if place else None, keeps=list(keeps), **said)
        return Outcome(said=f"{', '.join(keeps)} of {self} is kept ({number}): {because}", id=number)

    def release(self, hold: int, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """End a hold, by its number. Raises Refused also with TR713."""
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            standing = self._holds(book)
            if hold not in [each.id for each in standing]:
                self._no_such("hold", hold, [each.id for each in standing])
            book.run("standing release", id=hold)
            book.write("release", hold=hold, because=because)
        return Outcome(said=f"the hold {hold} of {self} is released", id=hold)

    # -- what holds --------------------------------------------------------------------------------------------------

    def standing(self) -> Standing:
        """What holds for the person now."""
        with self._desk.book(self.kind, [self.key], reading=True) as book:
            book.require(heard=True)
            hidden = book.run("standing hidden")
            return Standing(
                consents=dict(book.run("standing consents")),
                agreed={what: version for what, version, _, _ in book.run("agreed standing")},
                child=bool(book.run("standing children")),
                ended=tuple(scope for scope, cause in hidden if cause == "ended"),
                pending=tuple(scope for scope, cause in hidden if cause == "objection"),
                restrictions=self._restrictions(book),
                holds=self._holds(book),
            )

    def history(self) -> tuple[Word, ...]:
        """Everything that was ever said about the person, the oldest word first."""
        with self._desk.book(self.kind, [self.key], reading=True) as book:
            book.require(heard=True)
            names = ("word", "purpose", "detail", "policy_version", "actor", "login", "at")
            return tuple(Word(**dict(zip(names, row, strict=True))) for row in book.run("standing history"))

    def _restrictions(self, book: Book) -> tuple[Restricted, ...]:
        return tuple(
            Restricted(id=number, ground=ground, scope=Scope.from_json(scope), since=since, until=until)
            for number, ground, scope, since, until in book.run("standing restrictions")
        )

    def _holds(self, book: Book) -> tuple[Held, ...]:
        names = ("id", "row", "keeps", "ground", "because", "review_on", "until", "actor", "since")
        return tuple(
            Held(**dict(zip(names, (number, (table, tuple(key)) if table else None, tuple(keeps), *more), strict=True)))
            for number, table, key, keeps, *more in book.run("standing holds")
        )

    # -- shared ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _answered(self, purpose: str, actor: str | None) -> Iterator[Book]:
        """A transaction in which a pending objection is answered. Raises Refused (TR707) if none is pending."""
        known_purpose(self._desk.policy, purpose)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            if not book.run("standing show", scopes=[purpose], cause="objection"):
                message = f"no objection of {self} to {purpose} is pending"
                raise Refused(_finding(NOT_PENDING, message, "`standing` shows what is", str(self)))
            yield book

    @staticmethod
    def _hide(book: Book, scopes: Sequence[str], cause: str) -> list[tuple[Any, ...]]:
        return book.run("standing hide", scopes=list(scopes), cause=cause, reference=0, until=None)

    @staticmethod
    def _unchanged(said: str) -> Outcome:
        return Outcome(said=said, changed=False, people=0)

    def _no_such(self, what: str, number: int, known: Sequence[int]) -> None:
        hint = f"there stand: {', '.join(map(str, known))}" if known else f"no {what} stands"
        raise Refused(_finding(NO_SUCH, f"{self} has no {what} {number}", hint, str(self)))


def _to_tell(recipients: int) -> str:
    """What is said where recipients have to hear of a word."""
    if not recipients:
        return ""
    return f"; {recipients} recipient{'s have' if recipients > 1 else ' has'} to be told"


def _finding(code: str, message: str, hint: str, place: str) -> Finding:
    return Finding(code=code, message=message, where=Place(object=place), why=_WHY[code], hint=hint)
