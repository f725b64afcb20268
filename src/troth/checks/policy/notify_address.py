"""The address of a recipient's webhook to which nothing may be sent."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.addresses import HINT, WHY, usable
from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR166"


def check(declared: Declared) -> Iterator[Finding]:
    """`notify: {webhook: ...}` that is no address, or one without encryption."""
    for name, recipient in declared.policy.recipients.items():
        if recipient.notify is not None and not usable(recipient.notify.webhook):
            yield Finding(
                code=CODE,
                message=f"nothing can be sent to the webhook of `{name}`",
                where=declared.in_policy("recipients", name, "notify", "webhook"),
                why=WHY,
                hint=HINT,
            )
