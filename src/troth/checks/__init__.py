"""What is wrong with the two files, seen without a database: one check is one file, one code, one page.

A check is a module with a `CODE` and a function `check(declared)` that yields findings. To add one, put its file into
one of the two folders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from troth.checks import policy, tables
from troth.checks.declared import Declared, declare
from troth.checks.files import files_with
from troth.findings import Finding

__all__ = ["Declared", "check_declared", "checks", "declare"]


@cache
def checks() -> Mapping[str, Callable[[Declared], Iterator[Finding]]]:
    """Every check by its code, in the order of the codes."""
    return {module.CODE: module.check for module in files_with("CODE", policy, tables)}


def check_declared(declared: Declared) -> tuple[Finding, ...]:
    """All findings about a policy and a data map, in the order of the files and their lines."""
    found = (finding for check in checks().values() for finding in check(declared))
    return tuple(sorted(found, key=_where))


def _where(finding: Finding) -> tuple[str, int, int]:
    return finding.where.file or "", finding.where.line or 0, finding.where.column or 0
