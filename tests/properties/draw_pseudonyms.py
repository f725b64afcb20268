"""Invented windows that show pseudonyms: of purposes that read alone, and of recipients."""

from __future__ import annotations

from typing import Any

from hypothesis.strategies import DrawFn

from properties.draw_tables import one_in
from properties.evaluator import Evaluator
from properties.pseudonyms import Pseudonyms

ONE_SPELLING = {"bigint", "integer", "uuid", "text"}
"""Types of keys of which equal values are written alike."""


def draw_pseudonyms(draw: DrawFn, scratch: Evaluator) -> None:
    """Sometimes the window of a purpose or a recipient shows pseudonyms, where every key has one."""
    for name, entry in scratch.purposes.items():
        windows = [Pseudonyms(scratch, name)]
        windows += [Pseudonyms(scratch, name, each) for each, said in scratch.recipients.items() if said["for"] == name]
        if one_in(draw, 4) and _shown(scratch, entry, windows):
            entry["may"] = ["read"]
            entry.pop("marks", None)
    for name, entry in scratch.recipients.items():
        if one_in(draw, 3):
            _shown(scratch, entry, [Pseudonyms(scratch, entry["for"], name)])


def _shown(scratch: Evaluator, entry: dict[str, Any], windows: list[Pseudonyms]) -> bool:
    """The windows show pseudonyms from here on; unless a key would have several."""
    entry["keys"] = "pseudonym"
    types = {
        scratch.map.schema[table]["columns"][column]["type"]
        for window in windows
        for table in scratch.map.mapped
        for column in window.columns(table)
    }
    if not types <= ONE_SPELLING:
        del entry["keys"]
    return "keys" in entry
