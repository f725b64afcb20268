"""What can be seen wrong once the data map is laid over the live database: one check, one file, one code, one page."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped


def check_mapped(declared: Declared, mapped: Mapped) -> tuple[Finding, ...]:
    """All findings about a policy over the tables it is to run on, in the order of their codes."""
    return tuple(finding for code in sorted(_modules()) for finding in _modules()[code].check(declared, mapped))


def _modules() -> dict[str, ModuleType]:
    found = (importlib.import_module(about.name) for about in pkgutil.iter_modules(__path__, f"{__name__}."))
    return {module.CODE: module for module in found if hasattr(module, "CODE")}
