"""What Art. 15(1) GDPR wants a person to be told beside the data: from the policy, in its words. Pure.

Purposes and their grounds, categories, recipients and safeguards, how long, automated decisions, and the rights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from troth.access.copy import (
    AutomatedTold,
    CategoryTold,
    ControllerTold,
    ElsewhereTold,
    HoldTold,
    PolicyTold,
    PurposeTold,
    RecipientTold,
    RightTold,
    SafeguardTold,
    StandingTold,
)
from troth.compiler.build import Compiled
from troth.compiler.stored.evidence import ACCOUNTABILITY as ACCOUNTABLE
from troth.compiler.windows import Window
from troth.explain.words import ground, recipient_ends, until
from troth.policy.model import Basis, Policy, Purpose, Recipient

ACCOUNTABILITY = PurposeTold(
    purpose="accountability",
    says="Prove what you agreed to, objected to and asked for, and that it was respected",
    basis=Basis.LEGAL_OBLIGATION.value,
    ground="legal obligation (GDPR, Art. 5(2) and 7(1))",
    categories=(),
    kept=f"while anything is held about you, and {ACCOUNTABLE} longer",
    stands="it holds",
)
"""What Troth's own tables are for."""


@dataclass(frozen=True)
class Holds:
    """What holds of each purpose for one person: read from their standing."""

    consents: Mapping[str, datetime]
    ended: frozenset[str]
    pending: frozenset[str]
    restricted: frozenset[str]

    def stands(self, name: str, purpose: Purpose) -> bool:
        """Whether the ground of a purpose stands."""
        return name in self.consents if purpose.basis is Basis.CONSENT else name not in self.ended

    def in_words(self, name: str, purpose: Purpose) -> str:
        """Whether a purpose holds for the person now, and if not, why."""
        if purpose.basis is Basis.CONSENT and name not in self.consents:
            return "you have not agreed to it, or not any more"
        if name in self.ended:
            return "it has ended for you"
        if name in self.pending:
            return "you object to it, and it sees nothing of you until this is answered"
        if name in self.restricted:
            return "it sees nothing of you while the restriction stands"
        since = self.consents.get(name)
        return f"you agreed to it on {since:%Y-%m-%d}" if since else "it holds"


def controller_of(policy: Policy) -> ControllerTold:
    said = policy.controller.model_dump(include={"name", "contact", "country", "dpo", "representative", "authority"})
    return ControllerTold(**said)


def policy_of(policy: Policy) -> PolicyTold:
    return PolicyTold(policy=policy.policy, version=policy.version, effective=policy.effective)


def purposes_of(compiled: Compiled, kinds: frozenset[str], holds: Holds) -> tuple[PurposeTold, ...]:
    """Every purpose that can see people of these kinds; with several keys of one human, of any of them."""
    windows = [window for window in compiled.windows if _concerns(window, kinds)]
    return (*(_purpose(compiled.policy, window, kinds, holds) for window in windows), ACCOUNTABILITY)


def _purpose(policy: Policy, window: Window, kinds: frozenset[str], holds: Holds) -> PurposeTold:
    purpose = policy.purposes[window.purpose]
    return PurposeTold(
        purpose=window.purpose,
        says=purpose.says,
        basis=purpose.basis.value,
        ground=ground(purpose),
        categories=tuple(sorted(_categories(window, kinds))),
        kept=until(window.purpose, policy, None),
        stands=holds.in_words(window.purpose, purpose),
    )


def _concerns(window: Window, kinds: frozenset[str]) -> bool:
    return any(owner.kind in kinds for table in window.tables.values() for owner in table.owners)


def _categories(window: Window, kinds: frozenset[str]) -> frozenset[str]:
    """What a window shows of people of these kinds."""
    return frozenset(
        category
        for table in window.tables.values()
        for owner in table.owners
        if owner.kind in kinds
        for category in table.categories_of(owner)
    )


def categories_of(policy: Policy, named: frozenset[str]) -> tuple[CategoryTold, ...]:
    """What the categories are, those alone that are spoken of."""
    said = ((name, policy.categories[name]) for name in policy.categories if name in named)
    return tuple(
        CategoryTold(category=name, says=entry.says, special=entry.special, criminal=entry.criminal)
        for name, entry in said
    )


def recipients_of(compiled: Compiled, kinds: frozenset[str]) -> tuple[RecipientTold, ...]:
    """Every recipient who could be given something of people of these kinds."""
    rows = {window.recipient or "": window for window in compiled.recipients if _concerns(window, kinds)}
    return tuple(
        _recipient(name, recipient, rows.get(name), kinds)
        for name, recipient in compiled.policy.recipients.items()
        if name in rows or recipient.counts or recipient.ordered
    )


def _recipient(name: str, recipient: Recipient, window: Window | None, kinds: frozenset[str]) -> RecipientTold:
    safeguard = recipient.safeguard
    return RecipientTold(
        recipient=name,
        says=recipient.says,
        role=recipient.role.replace("_", " "),
        country=recipient.country,
        receives=tuple(sorted(_categories(window, kinds))) if window else (),
        purpose=recipient.for_,
        ends=recipient_ends(recipient),
        counts_only=recipient.counts,
        safeguard=SafeguardTold(kind=safeguard.kind.replace("_", " "), expires=safeguard.expires)
        if safeguard
        else None,
    )


def automated_of(policy: Policy, told: tuple[PurposeTold, ...]) -> tuple[AutomatedTold, ...]:
    """The decisions that no human takes, for the purposes that the person is told of."""
    return tuple(
        AutomatedTold(purpose=name, logic=said.logic, review_by=said.review_by)
        for name in (one.purpose for one in told)
        if name in policy.purposes and (said := policy.purposes[name].automated)
    )


def holds_of(policy: Policy) -> tuple[HoldTold, ...]:
    return tuple(
        HoldTold(hold=name, says=hold.says, ground=hold.ground, condition=hold.while_, keeps=hold.keeps)
        for name, hold in policy.holds.items()
    )


def elsewhere_of(compiled: Compiled, asked: frozenset[str]) -> tuple[ElsewhereTold, ...]:
    """The other places that hold data; `asked`: those that were asked for it."""
    return tuple(
        ElsewhereTold(
            system=name,
            says=system.says,
            holds=system.holds,
            asked=name in asked,
            within=system.within if name in asked else None,
            gone_after=system.gone_after,
        )
        for name, system in compiled.mapped.elsewhere.items()
    )


def holds_for(standing: StandingTold, restricted: frozenset[str]) -> Holds:
    """The standing of one person, as purposes ask for it."""
    return Holds(
        consents={consent.purpose: consent.since for consent in standing.consents},
        ended=frozenset(standing.ended),
        pending=frozenset(standing.objections),
        restricted=restricted,
    )


def rights_of(policy: Policy, told: tuple[PurposeTold, ...]) -> tuple[RightTold, ...]:
    """The rights that the person has here, with the purposes they reach. `told`: the purposes that concern them."""
    return tuple(RightTold(right=right, article=article, says=says) for right, article, says in _rights(policy, told))


def _rights(policy: Policy, told: tuple[PurposeTold, ...]) -> Iterator[tuple[str, str, str]]:
    def resting_on(*bases: Basis) -> str:
        return ", ".join(one.purpose for one in told if one.basis in bases)

    yield "access", "Art. 15", "Ask what is held about you: this copy is the answer."
    yield "rectification", "Art. 16", "Have wrong data corrected and incomplete data completed."
    yield "erasure", "Art. 17", "Have your data erased, unless a law, a claim or a contract that still runs needs it."
    yield "restriction", "Art. 18", "Have your data kept but not used while a question about it is open."
    if portable := resting_on(Basis.CONSENT, Basis.CONTRACT):
        yield "portability", "Art. 20", f"Take what you provided elsewhere in a form machines read: {portable}."
    if objectionable := resting_on(Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK):
        yield "objection", "Art. 21", f"Object, for reasons of your own situation, to: {objectionable}."
    if marketing := _marketing(policy, told):
        yield "objection to direct marketing", "Art. 21(2)", f"Object at any time, which ends it at once: {marketing}."
    if consents := resting_on(Basis.CONSENT):
        yield "withdrawal", "Art. 7(3)", f"Withdraw a consent at any time, as easily as you gave it: {consents}."
    if any(one.purpose in policy.purposes and policy.purposes[one.purpose].automated for one in told):
        yield "human review", "Art. 22", "Have a decision that a machine took looked at by a human, and contest it."
    authority = policy.controller.authority or "the supervisory authority where you live or work"
    yield "complaint", "Art. 77", f"Complain to {authority}."


def _marketing(policy: Policy, told: tuple[PurposeTold, ...]) -> str:
    named = (one.purpose for one in told if one.purpose in policy.purposes)
    return ", ".join(name for name in named if policy.purposes[name].direct_marketing)
