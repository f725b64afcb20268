"""One club for each file of tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import Server
from integration.collecting.club import TABLES, write_club
from opening import opened
from troth.client import Troth


@dataclass
class Club:
    """A club in use: `troth` is its front door, `owner` and `chief` log in as owner and superuser."""

    folder: Path
    troth: Troth
    owner: psycopg.Connection[Any]
    chief: psycopg.Connection[Any]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def join(self, **cells: Any) -> int:
        """A new member as the owner's application would have stored them; their key."""
        number = next(self.numbers)
        said = {"full_name": f"Member {number}", "email": f"m{number}@example.org", "born": "1990-01-01"} | cells
        columns = ", ".join(said)
        self.owner.execute(
            f"insert into member (member_id, {columns}) overriding system value"  # the test's own words
            f" values ({', '.join(['%s'] * (len(said) + 1))})",
            [number, *said.values()],
        )
        return number

    def sees(self, purpose: str, member: int) -> bool:
        """Whether the window of a purpose shows this member's own row."""
        with self.troth.purpose(purpose) as db:
            return db.execute("select 1 from member where member_id = %s", [member]).fetchone() is not None


@pytest.fixture(scope="module")
def club(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club with its policy applied. Tests share it, so each lets people of its own join."""
    folder = write_club(tmp_path_factory.mktemp("club") / "privacy")
    with opened(server, folder, TABLES) as made:
        yield Club(folder, made.troth, made.owner, made.chief)
