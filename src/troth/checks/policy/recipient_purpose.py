"""A recipient that gets data for no purpose."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR118"
_WHY = "data is released only for a purpose, while that purpose is live for the person"


def check(declared: Declared) -> Iterator[Finding]:
    """A recipient's `for` is missing, or names no purpose."""
    purposes = declared.policy.purposes
    for name, recipient in declared.policy.recipients.items():
        if recipient.for_ is None:
            if not recipient.counts:
                yield Finding(
                    code=CODE,
                    message=f"the recipient `{name}` gets data for no purpose",
                    where=declared.in_policy("recipients", name),
                    why=_WHY,
                    hint="add `for:` with the purpose that the data is released for",
                )
        elif recipient.for_ not in purposes:
            yield Finding(
                code=CODE,
                message=f"there is no purpose `{recipient.for_}`",
                where=declared.in_policy("recipients", name, "for"),
                why=_WHY,
                hint=did_you_mean(recipient.for_, purposes),
            )
