"""What is wrong with the two files, seen without a database: one check is one file, one code, one page.

A check is a module with a `CODE` and a function `check(declared)` that yields findings. To add one, put its file into
one of the two folders.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import ModuleType

from troth.checks import policy, tables
from troth.checks.declared import Declared, declare
from troth.findings import Finding

__all__ = ["Check", "Declared", "check_declared", "checks", "declare"]

Check = Callable[[Declared], Iterator[Finding]]


@cache
def checks() -> Mapping[str, Check]:
    """Every check by its code, in the order of the codes."""
    found = {module.CODE: module.check for folder in (policy, tables) for module in _modules(folder)}
    return dict(sorted(found.items()))


def _modules(folder: ModuleType) -> Iterator[ModuleType]:
    for about in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
        module = importlib.import_module(about.name)
        # promise_kinds and the like are what checks share, not checks.
        if hasattr(module, "CODE"):
            yield module


def check_declared(declared: Declared) -> tuple[Finding, ...]:
    """All findings about a policy and a data map, in the order of the files and their lines."""
    found = [finding for check in checks().values() for finding in check(declared)]
    return tuple(
        sorted(
            found, key=lambda finding: (finding.where.file or "", finding.where.line or 0, finding.where.column or 0)
        )
    )
