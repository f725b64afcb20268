"""What holds for a person, what was said about them, and who was given their data: as their copy tells it."""

from __future__ import annotations

from troth.access.copy import StandingTold
from troth.access.reading import Found

AS_READ = (
    "consents", "agreements", "restrictions", "holds", "history", "remarks", "requests", "disclosures",
)  # fmt: skip
"""What is told as it was read."""


def standing_of(found: Found, number: int) -> StandingTold:
    """What holds for one of the people, the `number`th of the copy. Who said or did it is not told: that is theirs."""
    return StandingTold.model_validate({
        "person": number,
        "ended": sorted(_hidden(found, "ended")),
        "objections": sorted(_hidden(found, "objection")),
        **{name: found.said[name] for name in AS_READ},
    })  # fmt: skip


def restricted_for(found: Found) -> frozenset[str]:
    """The purposes that see nothing of the person, because of a restriction or because a child was found."""
    return frozenset(scope for scope in _hidden(found, "restriction") | _hidden(found, "child") if "/" not in scope)


def _hidden(found: Found, because: str) -> set[str]:
    return {scope for scope, cause in found.said["hidden"] if cause == because}
