"""A key of a recipient that means nothing where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.policy.model import Recipient

CODE = "TR152"
_WHY = "readers would take it for a promise"


def check(declared: Declared) -> Iterator[Finding]:
    """Keys of a recipient that nothing else of it gives a meaning."""
    for name, recipient in declared.policy.recipients.items():
        for key, hint in _idle(recipient):
            yield Finding(
                code=CODE,
                message=f"`{key}` means nothing on the recipient `{name}`",
                where=declared.in_policy("recipients", name, key),
                why=_WHY,
                hint=f"leave it out, or {hint}",
                level=Level.WARNING,
            )


def _idle(recipient: Recipient) -> Iterator[tuple[str, str]]:
    """The idle keys of a recipient, and what would give them a meaning."""
    if recipient.overrides and not any(need.kind != "second" for need in recipient.needs):
        yield "overrides", "say which approval or consent it would lift, under `needs`"
    for key in ("grounds", "jurisdictions"):
        if getattr(recipient, key) and not recipient.ordered:
            yield key, "say `receives: as_ordered`"
    if recipient.keys == "pseudonym" and recipient.counts:
        yield "keys", "let it receive categories: counts have no keys"
    if recipient.transfer and recipient.transfer.wait and recipient.transfer.needs == "consent":
        yield "transfer", "say `needs: notice`: who has consented need not wait"
    for key in ("round_to", "aggregates"):
        if getattr(recipient, key) and not recipient.counts:
            yield key, "say `receives: aggregates`"
