"""A time zone that nobody knows: no period could be counted in it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from troth.checks.declared import Declared
from troth.documents import shown
from troth.findings import Finding, did_you_mean, nearest

CODE = "TR101"
_WHY = "periods end at midnight of this zone"


def check(declared: Declared) -> Iterator[Finding]:
    """The policy's time zone is not one of the time zone database."""
    zone = declared.policy.time_zone
    known = available_timezones()
    # A machine without a time zone database cannot tell; PostgreSQL has its own and is asked by the plan.
    if known and zone not in known:
        yield Finding(
            code=CODE,
            message=f"there is no time zone `{shown(zone)}`",
            where=declared.in_policy("time_zone"),
            why=_WHY,
            hint=did_you_mean(zone, known) if nearest(zone, known) else "write a name such as `Europe/Berlin`",
        )
