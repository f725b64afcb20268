"""One way in which a running system is broken: by a statement of somebody, by a mistake in Troth's own code, by time.

`unseen`: as if the compiler itself had made the mistake, so that comparing with what it compiles finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from troth.policy.model import Policy

Noticed = dict[str, tuple[str, ...]]
"""For each mutation, by its name, promises that must turn broken: those that speak of it."""


MARKETPLACE = "marketplace"


@dataclass(frozen=True)
class Mutation:
    """One way to break the system."""

    name: str
    sql: tuple[str, ...] = ()
    code: tuple[Callable[[pytest.MonkeyPatch], None], ...] = ()
    policy: Callable[[Policy], Policy] | None = None
    unseen: bool = False
    rules: str = ""
    """By which rules the server lets connections in over the network: `host`, also plain ones."""
    system: str = MARKETPLACE
    """Which system is broken; see systems.py."""


def statement(name: str, *sql: str, unseen: bool = False) -> Mutation:
    return Mutation(name, sql=sql, unseen=unseen)
