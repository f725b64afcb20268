"""A shop that has run for years without Troth: its database, its plain owner, and its two files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from databases import FreshDatabase
from troth.compiler.build import Compiled
from troth.rollout.apply import apply
from troth.rollout.deployment import compile_for, read_files
from troth.rollout.plan import Plan, make_plan

HERE = Path(__file__).parent / "shop"
Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(kw_only=True)
class Shop:
    """One shop: its database, a connection of its plain owner, and its two files."""

    fresh: FreshDatabase
    owner: Connection
    folder: Path

    def say(self, **replaced: tuple[str, str]) -> None:
        """Change the files: `tables=("old", "new")`."""
        for name, (old, new) in replaced.items():
            path = self.folder / f"{name}.yaml"
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")

    def compiled(self) -> Compiled:
        return compile_for(self.owner, read_files(self.folder).declared)[0]

    def plan(self) -> Plan:
        return make_plan(self.owner, self.compiled())

    def apply(self) -> Compiled:
        plan = self.plan()
        apply(self.owner, plan)
        return plan.compiled

    def seen(self, purpose: str, query: str) -> list[tuple[Any, ...]]:
        """What a purpose sees, by the role of its window."""
        with psycopg.connect(self.fresh.superuser, autocommit=True) as chief:
            chief.execute(f"set role shop_for_{purpose}")
            chief.execute(f"set search_path = for_{purpose}")
            return chief.execute(query).fetchall()
