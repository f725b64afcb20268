"""Data is released to a recipient by a recorded disclosure alone."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "disclosure"
ARGUMENT = takes("recipient")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Nothing looks at this yet, and it says so."""
    yield Unproved(says="needs disclosures")
