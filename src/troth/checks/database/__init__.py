"""What can be seen wrong once the data map is laid over the live database: one check, one file, one code, one page."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache

from troth.checks.declared import Declared
from troth.checks.files import files_with
from troth.findings import Finding
from troth.mapped.model import Mapped


@cache
def _checks() -> tuple[Callable[[Declared, Mapped], Iterator[Finding]], ...]:
    return tuple(module.check for module in files_with("CODE", sys.modules[__name__]))


def check_mapped(declared: Declared, mapped: Mapped) -> tuple[Finding, ...]:
    """All findings about a policy over the tables it is to run on, in the order of their codes."""
    return tuple(finding for check in _checks() for finding in check(declared, mapped))
