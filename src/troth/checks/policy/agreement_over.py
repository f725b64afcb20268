"""An agreement or a safeguard that is over before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR122"
_WHY = "a recipient's window shuts by the clock when its agreement or its safeguard ends"


def check(declared: Declared) -> Iterator[Finding]:
    """An agreement ends before it was signed; or it or a safeguard ends before the policy takes effect (a warning)."""
    for name, recipient in declared.policy.recipients.items():
        agreement = recipient.agreement
        if agreement and agreement.expires and agreement.expires < agreement.signed:
            yield Finding(
                code=CODE,
                message=f"the agreement with `{name}` ends before it was signed",
                where=declared.in_policy("recipients", name, "agreement", "expires"),
                why=_WHY,
                hint="mend the dates",
            )
            continue
        for key, ends in (
            ("agreement", agreement and agreement.expires),
            ("safeguard", recipient.safeguard and recipient.safeguard.expires),
        ):
            if ends and ends < declared.policy.effective:
                yield Finding(
                    code=CODE,
                    message=f"the {key} of `{name}` ends on {ends}, before the policy takes effect",
                    where=declared.in_policy("recipients", name, key, "expires"),
                    why=_WHY,
                    hint="renew it and write its new end",
                    level=Level.WARNING,
                )
