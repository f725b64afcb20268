"""What a recipient needs for a release is needed: with any one part missing nothing of a person leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from troth.errors import Refused
from troth.policy.collecting import Need
from troth.policy.kept_by import Argument, takes
from troth.policy.model import Basis, Recipient
from troth.policy.sharing import ReleaseNeed
from troth.postgres.statements import statement
from troth.sharing import disclose, plan_disclosure
from troth.sharing.approvals import approve
from troth.sharing.asked import Asked
from troth.sharing.locks import refuse_second
from troth.verify.canary.meeting import agreed_in_row, canary_of, meets_need
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "lock"
ARGUMENT = takes("recipient")
NEEDS = "canary"

FIRST, SECOND = ACTOR, f"{ACTOR}'s second"
NO_ORDER = 0
"""No request under law has this number: what is tried for such a recipient is tried for none of theirs."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Releases of the canary: with each need missing in turn, with all of them, and with one person alone."""
    canary = canary_of(look)
    for name in argument.all("recipient"):
        recipient = look.compiled.policy.recipients[name]
        if isinstance(canary, Unproved):
            yield canary
        elif not recipient.needs:
            yield Unproved(says=f"`{name}` needs nothing beside its window")
        else:
            yield from _Trying(look, canary, name, recipient).all()


class _Trying:
    """Releases to one recipient that are tried and taken back."""

    def __init__(self, look: Look, canary: Canary, name: str, recipient: Recipient) -> None:
        self.look, self.canary, self.name, self.recipient = look, canary, name, recipient
        purpose = look.compiled.policy.purposes[recipient.for_ or ""]
        self.own = (recipient.for_,) if purpose.basis is Basis.CONSENT else ()
        """The consent that the window itself rests on."""

    def all(self) -> Iterator[Evidence | Unproved]:
        needs = [need for need in self.recipient.needs if need.kind != "second"]
        whom = next((person for person in self.canary.people() if self._leaves(person, needs) is None), None)
        if whom is None:
            yield Unproved(says=f"the window of `{self.name}` shows nothing of the canary, whatever is agreed")
            return
        yield self._evidence(kept=True, says=f"with all it needs, the canary `{whom.name}` leaves")
        for need in needs:
            refused = self._leaves(whom, [other for other in needs if other != need])
            says = f"without {need} it is refused: {refused}" if refused else f"it leaves without {need}"
            yield self._evidence(kept=refused is not None, says=says)
        if len(needs) < len(self.recipient.needs):
            yield self._alone()

    def _leaves(self, person: Played, needs: Iterable[ReleaseNeed]) -> str | None:
        """Try to release a person with these needs met and no other; why it is refused, or nothing."""
        met = list(needs)
        try:
            with self.look.connection.transaction(force_rollback=True):
                self.look.connection.execute(statement("proof without approvals"), {"recipient": self.name})
                self._meet(person, met)
                someone = (person.kind, person.key)
                asked = Asked(people=(someone,), order=NO_ORDER if self.recipient.ordered else None)
                plan = plan_disclosure(self.look.connection, self.look.compiled, self.name, asked)
                if someone not in plan.people:
                    return f"left out for want of {', '.join(plan.locked) or 'a window that shows them'}"
                second = SECOND if self._needs_second else None
                disclose(self.look.connection, self.look.compiled, plan, because="canary", actor=FIRST, second=second)
        except Refused as refused:
            return refused.findings[0].message
        return None

    @property
    def _needs_second(self) -> bool:
        return any(need.kind == "second" for need in self.recipient.needs)

    def _meet(self, person: Played, needs: list[ReleaseNeed]) -> None:
        """Say just these consents, agreements and approvals, whatever the canary has said before."""
        asked = {need.name for need in self.recipient.needs if need.kind == "consent"}
        met = {need.name for need in needs if need.kind == "consent"}
        for purpose in filter(None, asked - met):
            self._withdrawn(person, purpose)
        for purpose in filter(None, met | (set(self.own) - asked)):
            self.canary.say(person, "consent", purpose)
        for need in self.recipient.needs:
            if need.kind == "agreement":
                self._agreed(person, need.name or "", met=need in needs)
        for need in needs:
            if need.kind == "approval":
                approve(
                    self.look.connection, self.look.compiled, self.name, role=need.name or "",
                    people=[(person.kind, person.key)], because="canary", actor=FIRST,
                )  # fmt: skip

    def _withdrawn(self, person: Played, purpose: str) -> None:
        self._taken_back(person, "withdraw", purpose)

    def _agreed(self, person: Played, agreement: str, *, met: bool) -> None:
        """The version in force of an agreement is accepted, or the one before it."""
        if met:
            meets_need(self.canary, person, self.name, Need(kind="agreement", name=agreement))
            return
        self._taken_back(person, "disagree", agreement)
        agreed_in_row(self.canary, person, agreement, self.look.compiled.policy.agreements[agreement].version - 1)

    def _taken_back(self, person: Played, word: str, what: str) -> None:
        try:
            with self.look.connection.transaction():
                self.canary.say(person, word, what)
        except Refused:
            return  # nothing was said that could be taken back

    def _alone(self) -> Evidence:
        """Nobody as the second person, and the first one once more."""
        for second in (None, FIRST):
            try:
                refuse_second(self.recipient, self.name, FIRST, second)
            except Refused as refused:
                said = refused.findings[0].message
            else:
                return self._evidence(kept=False, says="one person alone may release")
        return self._evidence(kept=True, says=f"one person alone is refused: {said}")

    def _evidence(self, *, kept: bool, says: str) -> Evidence:
        return Evidence(kept=kept, says=says, how=f"a release to {self.name}, tried and taken back", count=1)
