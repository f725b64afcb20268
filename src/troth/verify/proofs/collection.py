"""A kind of data is taken only where the policy says so."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "collection"
ARGUMENT = takes("category")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Nothing looks at this yet, and it says so."""
    yield Unproved(says="needs the collection rules")
