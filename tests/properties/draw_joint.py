"""Invented purposes that see of shared rows what is theirs of whom they may see it, and read alone."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.evaluator import Evaluator
from properties.windows import Shown


def draw_joint(draw: DrawFn, scratch: Evaluator) -> None:
    """Sometimes a purpose that sees rows of several people sees them by cells, where no key would have to be hidden."""
    for name, entry in scratch.purposes.items():
        shared = {table: shown for table, shown in scratch.window(name).items() if len(shown.owners) > 1}
        if shared and not any(_hides_a_key(scratch, *each) for each in shared.items()) and draw(st.booleans()):
            entry["joint"] = "cells"
            entry["may"] = ["read"]
            entry.pop("marks", None)


def _hides_a_key(scratch: Evaluator, table: str, shown: Shown) -> bool:
    """Whether a part of the key is somebody's data, or leads to some of the owners and not to all of them."""
    for column in scratch.map.primary_key(table):
        leads = [owner for owner in shown.owners if owner.path and column in owner.path[0].columns]
        if column in scratch.map.personal_columns(table) or len(leads) not in (0, len(shown.owners)):
            return True
    return False
