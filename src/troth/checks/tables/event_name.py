"""An event whose name means something else in a `keep`."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.period import CONSENT_EVENT

CODE = "TR219"
_WHY = "`keep` reads `or`, `end of year of` and `consent` in its own way"


def check(declared: Declared) -> Iterator[Finding]:
    """An event called `consent`, or with words in its name that a `keep` reads otherwise."""
    for word in declared.data_map.events:
        if word == CONSENT_EVENT:
            message = "the event `consent` is the moment of a person's consent, and has no column"
        elif " or " in word or word.startswith("end of year of "):
            message = f"a `keep` cannot name the event `{word}`"
        else:
            continue
        yield Finding(
            code=CODE, message=message, where=declared.in_map("events", word), why=_WHY, hint="give it another name"
        )
