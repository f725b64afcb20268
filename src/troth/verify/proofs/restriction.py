"""A restricted person is hidden from every purpose that is not kept open, and their data is kept."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "restriction"
ARGUMENT = takes("purpose", one_of=("everything",))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Nothing looks at this yet, and it says so."""
    yield Unproved(says="needs a canary person")
