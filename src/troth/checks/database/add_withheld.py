"""A right to add rows that is held back, because this version of PostgreSQL would let it read hidden rows."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.compiler.windows import windows
from troth.findings import Finding, Level
from troth.mapped.model import Mapped
from troth.postgres.versions import UPSERT_FIXED_IN, major, written

CODE = "TR318"
_WHY = "with insert and update on one table, an upsert reads rows that row security hides (CVE-2026-120154)"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """One warning for each purpose that gets `change` but not `add` on some tables."""
    version = mapped.catalogue.server_version
    for window in windows(declared.policy, mapped):
        held = [f"`{table.relation}`" for table in window.tables.values() if table.withheld]
        if held:
            yield Finding(
                code=CODE,
                message=f"`{window.purpose}` may not add to {', '.join(held)} on PostgreSQL {written(version)}",
                where=declared.in_policy("purposes", window.purpose, "may"),
                why=_WHY,
                hint=f"upgrade the server to {written(UPSERT_FIXED_IN[major(version)])} or newer; then plan again",
                level=Level.WARNING,
            )
