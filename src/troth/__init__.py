"""Troth: a privacy policy that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth.aio import AsyncTroth
    from troth.client import Troth

__all__ = ["AsyncTroth", "Troth"]


def __getattr__(name: str) -> object:
    """The front doors, imported when they are first used: a command that needs neither starts sooner."""
    match name:
        case "Troth":
            from troth.client import Troth

            return Troth
        case "AsyncTroth":
            from troth.aio import AsyncTroth

            return AsyncTroth
    raise AttributeError(f"module `troth` has no `{name}`")
