"""Invented purposes that see of shared rows what is theirs of whom they may see it, and read alone."""

from __future__ import annotations

from hypothesis.strategies import DrawFn

from properties.draw_tables import one_in
from properties.evaluator import Evaluator


def draw_joint(draw: DrawFn, scratch: Evaluator) -> None:
    """Often a purpose that sees rows of several people sees them by cells, where no key would have to be hidden."""
    for name, entry in scratch.purposes.items():
        shared = {table: shown for table, shown in scratch.window(name).items() if len(shown.owners) > 1}
        keys = any(
            scratch.theirs(table, owner) & set(scratch.map.primary_key(table))
            for table, shown in shared.items()
            for owner in shown.owners
        )
        if shared and not keys and not one_in(draw, 3):
            entry["joint"] = "cells"
            entry["may"] = ["read"]
            entry.pop("marks", None)
