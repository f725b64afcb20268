"""Another system that holds personal data which nothing erases."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR244"
_WHY = "what is erased here and stays there is not erased (Art. 17 GDPR)"


def check(declared: Declared) -> Iterator[Finding]:
    """A system with neither `erase` nor `gone_after`."""
    for name, system in declared.data_map.elsewhere.items():
        if system.erase is None and system.gone_after is None:
            yield Finding(
                code=CODE,
                message=f"nothing erases what lies in `{name}`",
                where=declared.in_map("elsewhere", name),
                why=_WHY,
                hint="say `erase: webhook`, `erase: task ROLE`, or `gone_after: 35 days` where it goes by itself",
            )
