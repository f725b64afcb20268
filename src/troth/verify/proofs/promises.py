"""A promise that is kept if other promises are: broken if one of them is, unproved if one of them is."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Status, Unproved
from troth.verify.look import Look

KIND = "promises"
ARGUMENT = takes("promise")
NEEDS = "proofs"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """One piece of evidence for each promise named, or meant by `k7-share-*`. What only informs is passed over."""
    for promise in _meant(look, argument.all("promise")):
        proof = look.proof_of(promise)
        if proof.status is Status.UNPROVED:
            yield Unproved(says=f"{promise} is unproved")
        elif proof.status is not Status.INFORMS:
            yield Evidence(
                kept=proof.status is not Status.BROKEN,
                says=f"{promise} is {proof.word}",
                how="its own proof on this board",
                by_people=proof.status is Status.ATTESTED,
            )


def _meant(look: Look, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The promises that names and `k7-share-*` patterns mean, in the order of the policy."""
    return tuple(
        promise.id
        for promise in look.compiled.policy.promises
        if any(promise.id == pattern or _matches(pattern, promise.id) for pattern in patterns)
    )


def _matches(pattern: str, promise: str) -> bool:
    return pattern.endswith("*") and promise.startswith(pattern[:-1])
