"""The policy's own terms in plain words: on which ground a purpose stands, until when, and what would change that."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.model import Basis, Policy, Purpose, Recipient

GROUNDS = {
    Basis.CONSENT: "consent",
    Basis.CONTRACT: "contract",
    Basis.LEGAL_OBLIGATION: "legal obligation",
    Basis.VITAL_INTEREST: "vital interest",
    Basis.PUBLIC_TASK: "public task",
    Basis.LEGITIMATE_INTEREST: "legitimate interest",
}


def ground(purpose: Purpose) -> str:
    """The basis, with the law, interest or condition that the policy names."""
    named = [said for said in (purpose.law, purpose.interest, purpose.condition) if said]
    return GROUNDS[purpose.basis] + (f" ({'; '.join(named)})" if named else "")


def until(name: str, policy: Policy, category: str | None) -> str:
    """How long the purpose sees data of a category, in the words of its `keep`."""
    purpose = policy.purposes[name]
    if purpose.keep is None:
        return "while the consent stands"
    if not purpose.keep.nothing:
        standing = "while the consent stands, and " if purpose.basis is Basis.CONSENT else ""
        return standing + policy.says_of(purpose.keep)
    uses = frozenset({category}) if category else policy.categories_of(purpose.uses)
    keepers = [n for n, other in policy.purposes.items() if other.keeps and uses & policy.categories_of(other.uses)]
    return f"while others keep it: {', '.join(keepers) or 'nobody does'}"


def conditions(purpose: Purpose) -> tuple[str, ...]:
    """What has to hold beside the ground and the time."""
    said = [f"while {purpose.while_}"] if purpose.while_ else []
    said += [f"of {category} the {level} alone" for category, level in purpose.levels.items()]
    if purpose.keys == "pseudonym":
        said.append("pseudonyms instead of keys")
    if purpose.joint == "cells":
        said.append("of rows of several people what is theirs of whom it may see it")
    if purpose.open_per:
        said.append(f"once a {purpose.open_per.case} is opened")
    if purpose.about:
        said.append(f"of {', '.join(purpose.about)} alone")
    if purpose.despite_restriction:
        said.append(f"even of restricted people ({purpose.despite_restriction.replace('_', ' ')})")
    return tuple(said)


def recipient_ends(recipient: Recipient) -> str:
    """Until when a recipient may be given anything."""
    papers = (recipient.agreement, recipient.safeguard, recipient.review)
    days = [paper.expires for paper in papers if paper and paper.expires]
    return f"until {min(days)}" if days else "without an end"


def changes(purpose: Purpose, *, consented: bool, ended: bool, restricted: bool) -> Iterator[str]:
    """What a person, or time, could do about what a purpose sees now."""
    if ended:
        yield "begin: opens it again"
    elif purpose.basis is Basis.CONSENT:
        yield "withdraw: ends it at once" if consented else "consent: opens it"
    elif purpose.basis in (Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK) or purpose.direct_marketing:
        balanced = purpose.objection == "balance" and not purpose.direct_marketing
        yield "object: hides it until it is decided" if balanced else "object: ends it at once"
    if not purpose.despite_restriction:
        yield "lift: shows it again" if restricted else "restrict: hides it, and keeps it"
    if not ended:
        yield from _erasure(purpose)
    if purpose.keep and not purpose.keep.nothing:
        yield f"time: {purpose.keep}"


def _erasure(purpose: Purpose) -> Iterator[str]:
    if purpose.on_erasure == "wait":
        yield f"erase: waits ({(purpose.because or 'still needed').replace('_', ' ')})"
    elif purpose.on_erasure == "end" or purpose.basis in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST):
        yield "erase: ends it"
    else:
        yield "erase: waits until its time is over"
