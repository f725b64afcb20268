"""Every way in which the live database differs from the policy, or lets somebody in beside the windows.

Each kind of deviation has one file in deviations/, one code and one page.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from troth.findings import Finding
from troth.verify import deviations

if TYPE_CHECKING:
    from troth.verify.look import Look


def find_deviations(look: Look) -> tuple[Finding, ...]:
    """All of them, in the order of the codes."""
    return tuple(finding for find in finders() for finding in find(look))


@cache
def finders() -> tuple[Callable[[Look], Iterator[Finding]], ...]:
    """Every kind of deviation, in the order of the codes."""
    modules = [importlib.import_module(about.name) for about in _files()]
    return tuple(module.find for module in sorted(modules, key=_code))


def _files() -> Iterator[pkgutil.ModuleInfo]:
    return pkgutil.iter_modules(deviations.__path__, f"{deviations.__name__}.")


def _code(module: ModuleType) -> str:
    code: str = module.CODE
    return code
