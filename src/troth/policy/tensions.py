"""Where promises of one policy pull against each other: what clashes, how it is read, who signed that, what shows it.

Part of `policy.yaml`, used by the model of the whole (model.py).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from troth.documents.parts import Day, Listed, Part, Sentence
from troth.policy.kept_by import Asked, KeptBy
from troth.policy.words import PromiseId


class Tension(Part):
    """Promises that cannot all hold as they are written, or only on a certain reading."""

    id: PromiseId
    """A name for it that never changes."""
    between: Annotated[tuple[PromiseId, ...], Field(min_length=1), Listed]
    """The promises that pull against each other; the one that lacks something, for a gap."""
    grade: Literal["contradiction", "strain", "gap"]
    """`contradiction`: both cannot hold as written. `strain`: only on one reading. `gap`: something is missing."""
    says: Sentence
    """What clashes, in words."""
    reading: Sentence
    """How it is read, and so compiled."""
    stricter: bool = True
    """The reading is the one that asks more of the company. The wider one needs a signature."""
    signed_by: Sentence | None = None
    """Who signed that it is read so."""
    on: Day | None = None
    """The day on which they did."""
    shown_by: Annotated[tuple[KeptBy, ...], Listed] = ()
    """What shows that it works as it is read: checks, as in `kept_by` of a promise."""

    @property
    def signed(self) -> bool:
        return self.signed_by is not None and self.on is not None

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The checks that show it, in their order."""
        return tuple(Asked.of(entry) for entry in self.shown_by)
