"""The sentences of the published policy, each with what keeps it: checks, people who confirm it, or nothing to keep."""

from __future__ import annotations

from typing import Annotated

from troth.documents.parts import Listed, Name, Part, Sentence
from troth.policy.kept_by import Asked, KeptBy
from troth.policy.words import Every, PromiseId


class Attested(Part):
    """A promise that only people can confirm: who, and how often."""

    role: Name
    """Who confirms it."""
    every: Every
    """How often: `6 months`."""


class Promise(Part):
    """One sentence of the published policy, with what keeps it."""

    id: PromiseId
    """A name for the sentence that never changes."""
    says: Sentence
    """The sentence as published."""
    kept_by: Annotated[tuple[KeptBy, ...], Listed] = ()
    """What checks it, each a kind of check and what it is applied to: `access: contact.*`."""
    attested_by: Attested | None = None
    """Who confirms what no check can see, alone or beside checks."""
    informs: bool = False
    """The sentence promises nothing that could be broken."""
    waits_for: Sentence | None = None
    """What is not there yet and a check of it needs; until then it is unproved, whatever else keeps it."""

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The checks that keep it, in their order."""
        return tuple(Asked.of(entry) for entry in self.kept_by)

    @property
    def section(self) -> str:
        """The part of the policy it stands in: `k7-share-1` belongs to `share`."""
        parts = self.id.split("-")
        middle = parts[1:-1] if len(parts) > 2 else parts[:1]
        return "-".join(middle)
