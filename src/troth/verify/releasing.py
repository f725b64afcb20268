"""Releases that are tried in a proof and taken back: what leaves of a canary, and how it is refused otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from troth.errors import Refused, TrothError
from troth.policy.collecting import Need
from troth.policy.model import Basis
from troth.postgres.statements import statement
from troth.sharing import DisclosurePlan, disclose, plan_disclosure
from troth.sharing.approvals import approve
from troth.sharing.asked import Asked
from troth.sharing.disclosure import Disclosure
from troth.sharing.keys import Someone
from troth.sharing.transfer import say
from troth.verify.canary.meeting import meets_need
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.evidence import Evidence
from troth.verify.look import Look

SECOND = f"{ACTOR}'s second"


@dataclass(frozen=True)
class Releasing:
    """Releases to one recipient. The caller takes everything back."""

    look: Look
    name: str

    def plan(self, person: Played, **asked: Any) -> DisclosurePlan:
        """What would leave of one person. Raises Refused."""
        wanted = Asked(people=(someone(person),), **asked)
        return plan_disclosure(self.look.connection, self.look.compiled, self.name, wanted)

    def leaves(self, person: Played, **asked: Any) -> bool:
        """Whether anything of a person would leave. Changes nothing."""
        with self.look.connection.transaction(force_rollback=True):
            try:
                return bool(self.plan(person, **asked).people)
            except Refused:
                return False

    def meet(self, canary: Canary, person: Played) -> None:
        """Say what the recipient needs of one person: consents, agreements, approvals, a transfer told."""
        look, recipient = self.look, self.look.compiled.policy.recipients[self.name]
        purpose = look.compiled.policy.purposes.get(recipient.for_ or "")
        consents = [need.name for need in recipient.needs if need.kind == "consent"]
        consents += [recipient.for_] if purpose is not None and purpose.basis is Basis.CONSENT else []
        for name in dict.fromkeys(filter(None, consents)):
            canary.say(person, "consent", name)
        for need in recipient.needs:
            if need.kind == "agreement":
                meets_need(canary, person, self.name, Need(kind="agreement", name=need.name))
            if need.kind == "approval":
                people = [someone(person)]
                approve(look.connection, look.compiled, self.name, role=need.name or "", people=people,
                        because="canary", actor=ACTOR)  # fmt: skip
        if recipient.transfer is not None:
            say(look.connection, look.compiled, self.name, "told", people=[someone(person)], says="canary", actor=ACTOR)
            look.connection.execute(statement("proof told earlier"), {"recipient": self.name})

    def release(self, plan: DisclosurePlan) -> Disclosure:
        """Release it, by two people. Raises Refused."""
        second = SECOND if any(need.kind == "second" for need in plan.recipient.needs) else None
        return disclose(self.look.connection, self.look.compiled, plan, because="canary", actor=ACTOR, second=second)

    def refused(self, what: str, deed: Callable[[], object]) -> Evidence:
        """That something is refused; broken if it is done. It is taken back either way."""
        said = refusal_of(self.look, deed)
        says = f"{what} is refused: {said}" if said else f"{what} is not refused"
        return Evidence(kept=said is not None, says=says, how=f"tried for {self.name}, and taken back", count=1)


def refusal_of(look: Look, deed: Callable[[], object]) -> str | None:
    """Why something is refused, or None if it is done. It is taken back either way."""
    try:
        with look.connection.transaction(force_rollback=True):
            deed()
    except TrothError as refused:
        return refused.findings[0].message
    return None


def someone(person: Played) -> Someone:
    """A canary person as releases name people."""
    return person.kind, tuple(person.key)
