"""What one person agreed to, was told, confirmed or was approved for, and what happens when a child is found."""
# Made from agreed_async.py by tools/async_to_sync.py.

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from troth.compiler.live.scopes import closed_to_children
from troth.compiler.names import EVERY_SCOPE, agreed_to
from troth.errors import Refused
from troth.policy.model import Basis
from troth.standing.desk import Book, Desk
from troth.standing.locks import (
    agreement_of,
    approved_by,
    nothing_to_confirm,
    notice_version,
    of_a_child,
    to_confirm,
)
from troth.standing.rules import end_of
from troth.standing.words import Key, Outcome


class Agreed:
    """The words by which the needs of purposes are met. Each is one transaction, as in Subject."""

    kind: str
    key: Key
    _desk: Desk

    def agree(
        self,
        agreement: str,
        *,
        version: int | None = None,
        evidence: Mapping[str, object] | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """The person accepts an agreement, in its newest version unless said otherwise, or earlier data for a purpose.

        Raises Refused also with TR660, TR661, TR665.
        """
        what, newest = agreement_of(self._desk.policy, agreement, version)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            self._require_no_child(book)
            new = book.run("agreed write", what=what, version=newest, until=None)
            book.write("agree", None, agreement=agreement, version=newest, evidence=evidence)
        return Outcome(said=f"{self} agrees to {agreement}, version {newest}", changed=bool(new))

    def disagree(self, agreement: str, *, because: str | None = None, actor: str | None = None) -> Outcome:
        """The person does not accept an agreement, or takes it back. Raises Refused also with TR660."""
        what, _ = agreement_of(self._desk.policy, agreement, None)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            gone = book.run("agreed remove", what=[what])
            book.write("disagree", None, agreement=agreement, because=because, again=None if gone else True)
        return Outcome(said=f"{self} does not agree to {agreement}", changed=bool(gone))

    def confirm(
        self, purpose: str, *, evidence: Mapping[str, object] | None = None, actor: str | None = None
    ) -> Outcome:
        """The person confirms a consent, as by the link in a mail. Raises Refused also with TR662."""
        to_confirm(self._desk.policy, purpose)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            if purpose not in dict(book.run("standing consents")):
                raise Refused(nothing_to_confirm(str(self), purpose))
            new = book.run("agreed write", what=agreed_to("confirmed", None, purpose), version=1, until=None)
            book.write("confirm", purpose, evidence=evidence)
        return Outcome(said=f"{self} has confirmed the consent to {purpose}", changed=bool(new))

    def notified(
        self,
        version: int | None = None,
        *,
        evidence: Mapping[str, object] | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """The person was told of a version of the policy, that at hand if not said. Raises Refused (TR661)."""
        told = notice_version(self._desk.policy, version)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            new = book.run("agreed write", what=agreed_to("notice", None, ""), version=told, until=None)
            book.write("notify", None, version=told, evidence=evidence)
        return Outcome(said=f"{self} was told of version {told} of the policy", changed=bool(new))

    def approve(
        self,
        purpose: str,
        *,
        role: str,
        because: str,
        until: date | datetime | None = None,
        actor: str | None = None,
    ) -> Outcome:
        """Somebody in a role approves that a purpose works for the person, for good or until an end.

        Raises Refused also with TR663.
        """
        approved_by(self._desk.policy, purpose, role, because)
        end = end_of(until, self._desk.policy.time_zone)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require()
            new = book.run("agreed write", what=agreed_to("approval", role, purpose), version=1, until=end)
            book.write("approve", purpose, role=role, because=because, until=end)
        return Outcome(said=f"{role} approves {purpose} for {self}: {because}", changed=bool(new))

    def disapprove(self, purpose: str, *, role: str, because: str, actor: str | None = None) -> Outcome:
        """An approval is refused or taken back. Raises Refused also with TR663."""
        approved_by(self._desk.policy, purpose, role, because)
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            gone = book.run("agreed remove", what=[agreed_to("approval", role, purpose)])
            book.write("disapprove", purpose, role=role, because=because)
        return Outcome(said=f"{role} does not approve {purpose} for {self}: {because}", changed=bool(gone))

    # -- children ----------------------------------------------------------------------------------------------------

    def child_found(self, *, because: str, actor: str | None = None) -> Outcome:
        """The person is a child who was not meant to be here: every window but those of a named law is closed to them.

        Their consents end. Their data is then erased ahead of holds. Raises Stale with TR711.
        """
        policy = self._desk.policy
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            book.require_in_force()
            consents = [name for name, said in policy.purposes.items() if said.basis is Basis.CONSENT]
            consents += [name for name, _ in book.run("standing consents") if name not in consents]
            withdrawn = book.run("standing withdraw", purposes=consents)
            scopes = [EVERY_SCOPE, *closed_to_children(policy)]
            hidden = book.run("standing hide", scopes=scopes, cause="child", reference=0, until=None)
            book.write("child", None, because=because, again=None if hidden else True)
            for (name,) in withdrawn:
                book.write("withdraw", name, because="a child was found")
        said = f"{self} is a child: only what a named law demands sees them still"
        return Outcome(said=said, changed=bool(hidden))

    def no_child(self, *, because: str, actor: str | None = None) -> Outcome:
        """The person was taken for a child by mistake. Their consents stay withdrawn."""
        scopes = [EVERY_SCOPE, *self._desk.policy.purposes]
        with self._desk.book(self.kind, [self.key], actor=actor) as book:
            book.require(heard=True)
            shown = book.run("standing show", scopes=scopes, cause="child")
            book.write("mistaken", None, because=because, again=None if shown else True)
        return Outcome(said=f"{self} is not a child", changed=bool(shown))

    def _require_no_child(self, book: Book) -> None:
        if book.run("standing hides", scope=EVERY_SCOPE, cause="child"):
            raise Refused(of_a_child(str(self)))
