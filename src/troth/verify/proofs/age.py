"""Nobody younger than the policy allows is here."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "age"
ARGUMENT = takes("subject")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Nothing looks at this yet, and it says so."""
    yield Unproved(says="needs the data map to say where the age is")
