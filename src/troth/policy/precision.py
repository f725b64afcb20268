"""How precisely a kind of data is seen: exactly, or only its network, its month, its area or its first characters.

Each level has one meaning, whatever the company: what it makes of a value is in docs/explanation/meaning.md.
"""

from __future__ import annotations

from typing import Literal

Level = Literal["network", "month", "year", "area", "prefix"]

ORDERS: tuple[tuple[str, ...], ...] = (("network",), ("month",), ("year",), ("month", "year"), ("area",), ("prefix",))
"""The levels that one category can have, the finest first."""
