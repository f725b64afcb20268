"""Another system that is told by webhook, at no address or at one to which nothing may be sent."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.addresses import HINT, WHY, usable
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.tables.elsewhere import WEBHOOK

CODE = "TR243"


def check(declared: Declared) -> Iterator[Finding]:
    """`erase: webhook` and the like without a usable `webhook:`."""
    for name, system in declared.data_map.elsewhere.items():
        asked = [what for what in ("erase", "access", "rectify", "restrict") if system.errand(what) == WEBHOOK]
        if system.webhook is None and asked:
            message = f"`{name}` is told by webhook to {asked[0]}, and no address is given"
            where = declared.in_map("elsewhere", name, asked[0])
        elif system.webhook is not None and not usable(system.webhook):
            message = f"nothing can be sent to the webhook of `{name}`"
            where = declared.in_map("elsewhere", name, "webhook")
        else:
            continue
        yield Finding(code=CODE, message=message, where=where, why=WHY, hint=HINT)
