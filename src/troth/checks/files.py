"""Checks, deviations and kinds of proof are found because their files lie in a folder: who adds one adds a file."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def files_with(mark: str, *folders: ModuleType) -> tuple[ModuleType, ...]:
    """The modules in some folders that have a mark (`CODE`, `KIND`), in its order; what they share has none."""
    names = [each.name for folder in folders for each in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}.")]
    found = [module for module in map(importlib.import_module, names) if hasattr(module, mark)]
    return tuple(sorted(found, key=lambda module: str(getattr(module, mark))))
