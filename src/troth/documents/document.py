"""A file as plain data, with the position of every key and item in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.findings import Place

Path = tuple[str | int, ...]
"""The keys and list indexes that lead to a value: `("purposes", "account", "uses", 0)`."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A YAML file as dicts, lists, text, numbers, booleans and None."""

    file: str
    value: Any
    positions: Mapping[Path, tuple[int, int]] = field(default_factory=dict, repr=False)
    """Line and column, from 1, of every key (where the key stands) and every list item."""

    def place(self, *keys: str | int, object: str | None = None) -> Place:
        """Where the value under these keys is written, or the nearest value around it that is."""
        path: Path = keys
        while path and path not in self.positions:
            path = path[:-1]
        line, column = self.positions.get(path, (1, 1))
        return Place(file=self.file, line=line, column=column, object=object)
