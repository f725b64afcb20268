"""How often a sweep is repeated: `30 minutes`, `1 hour`, `1 day`."""

from __future__ import annotations

import re

from troth.errors import Refused
from troth.findings import Finding, Place

CODE = "TR723"

_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_EVERY = re.compile(r"(?P<count>\d{1,4}) (?P<unit>second|minute|hour|day|week)s?", re.ASCII)


def seconds_of(text: str) -> float:
    """A pause in words as seconds. Raises Refused (TR723)."""
    match = _EVERY.fullmatch(text.strip())
    if match is None or not int(match["count"]):
        raise Refused(
            Finding(
                code=CODE,
                message=f"`{text}` is no time between two sweeps",
                where=Place(object="--every"),
                why="what is no longer needed goes within this time, so it is said in whole minutes, hours or days",
                hint="write `30 minutes`, `1 hour` or `1 day`",
            )
        )
    return int(match["count"]) * _SECONDS[match["unit"]]
