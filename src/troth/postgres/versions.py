"""In what the versions of PostgreSQL differ for Troth: the only place that knows them by number.

Versions are numbered as PostgreSQL does it: 150020 is 15.20. docs/how-to/servers.md says what each means for whom.
"""

from __future__ import annotations

OLDEST = 150000
"""The oldest server that Troth works with: the first that can say whose rights a view runs with."""

UPSERT_FIXED_IN = {15: 150020, 16: 160016, 17: 170012, 18: 180007}
"""The first minor version without CVE-2026-120154, by which an upsert loop reads rows that row security hides."""


def major(version: int) -> int:
    return version // 10_000


def written(version: int) -> str:
    """A version as people write it: 15.20."""
    return f"{major(version)}.{version % 10_000}"


def has_upsert_advisory(version: int) -> bool:
    """Whether a server still has CVE-2026-120154."""
    return version < UPSERT_FIXED_IN.get(major(version), 0)


def memberships_have_options(version: int) -> bool:
    """Whether each membership says if it inherits; before, a member inherits from all of its roles or from none."""
    return version >= 160000


def createrole_reaches_all(version: int) -> bool:
    """Whether who has CREATEROLE may make themselves a member of any role that is no superuser; later, of their own."""
    return version < 160000
