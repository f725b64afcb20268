"""A policy on a live database, checks made on it, and ways to break it that are rolled back when they were looked at.

Everything happens in one transaction of a superuser's connection, which becomes the plain owner before it verifies:
so a test can break what only a superuser can, and the next one finds everything as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from troth.checks.declared import Declared
from troth.compiler.build import Compiled
from troth.policy.promises import Promise
from troth.verify.board import Board, Checked
from troth.verify.canary import CanaryFile
from troth.verify.drift import verify
from troth.verify.promises import Proving
from troth.verify.report import Report


@dataclass(frozen=True)
class Proven:
    """A deployed policy that promises can be proved against; `chief` is a superuser's connection to it."""

    chief: psycopg.Connection[Any]
    owner: str
    compiled: Compiled
    declared: Declared
    canary: CanaryFile | None = None

    def check(self, kept_by: Mapping[str, Any], *breaking: str) -> Checked:
        """What one check says, after these statements have broken something."""
        board = self.board([{"id": "a-promise-1", "says": "A promise", "kept_by": [kept_by]}], *breaking)
        return board.proofs[0].checks[0]

    def board(self, promises: list[dict[str, Any]], *breaking: str) -> Board:
        """The board of these promises."""
        policy = self.compiled.policy.model_copy(update={"promises": tuple(Promise(**each) for each in promises)})
        compiled, declared = replace(self.compiled, policy=policy), replace(self.declared, policy=policy)
        with self.broken(*breaking):
            return Proving(self.chief, compiled, declared, self.canary).board()

    def report(self, *breaking: str) -> Report:
        """What a whole verification says."""
        with self.broken(*breaking):
            return verify(self.chief, self.compiled, declared=self.declared, canary=self.canary)

    @contextmanager
    def broken(self, *breaking: str) -> Iterator[None]:
        """The statements have been run, by the superuser, and the connection is the owner's; afterwards nothing was."""
        with self.chief.transaction(force_rollback=True):
            for each in breaking:
                self.chief.execute(each)
            become = sql.SQL("set local session authorization {}").format(sql.Identifier(self.owner))
            self.chief.execute(become)
            yield
