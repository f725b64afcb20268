"""A period counted from a consent that nobody gives."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis
from troth.policy.period import CONSENT_EVENT

CODE = "TR129"
_WHY = "`consent` is the moment of the person's last consent to this purpose"


def check(declared: Declared) -> Iterator[Finding]:
    """The event `consent` in the `keep` of a purpose of another basis, or beside other events."""
    for name, purpose in declared.policy.purposes.items():
        for clock in purpose.keep.clocks if purpose.keep else ():
            if CONSENT_EVENT not in clock.events:
                continue
            if purpose.basis is not Basis.CONSENT:
                message = f"`{clock}` counts from a consent, and the basis of `{name}` is {purpose.basis.value}"
            elif len(clock.events) > 1:
                message = f"`{clock}` counts from a consent or from something else"
            else:
                continue
            yield Finding(
                code=CODE,
                message=message,
                where=declared.in_policy("purposes", name, "keep"),
                why=_WHY,
                hint="name an event of tables.yaml, or `consent` alone on a purpose of the basis consent",
            )
