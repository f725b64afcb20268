"""One way in which Troth is broken: by a statement of somebody, by a mistake in its own code, by time.

`unseen`: as if the compiler itself had made the mistake, so that comparing with what it compiles finds nothing. A
mistake in the `source` is made in a copy, for tests to notice; all else in a running system, for promises to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from troth.policy.model import Policy

Noticed = dict[str, tuple[str, ...]]
"""For each mutation, by its name, promises that must turn broken: those that speak of it."""


MARKETPLACE = "marketplace"


@dataclass(frozen=True)
class Mistake:
    """In this file of the source `instead` stands where `right` stood, once."""

    file: str
    right: str
    instead: str

    def make(self, copy: Path) -> None:
        """Make the mistake in a copy of the source."""
        file = copy / self.file
        file.write_text(file.read_text("utf-8").replace(self.right, self.instead), "utf-8")


@dataclass(frozen=True)
class Mutation:
    """One way to break the system."""

    name: str
    sql: tuple[str, ...] = ()
    code: tuple[Callable[[pytest.MonkeyPatch], None], ...] = ()
    policy: Callable[[Policy], Policy] | None = None
    unseen: bool = False
    read_again: bool = False
    """The company's own tables are other ones since the policy was compiled: they are read again, as verifying does."""
    rules: str = ""
    """By which rules the server lets connections in over the network: `host`, also plain ones."""
    system: str = MARKETPLACE
    """Which system is broken; see systems.py."""
    source: Mistake | None = None


def statement(name: str, *sql: str, unseen: bool = False, read_again: bool = False) -> Mutation:
    return Mutation(name, sql=sql, unseen=unseen, read_again=read_again)
