"""Every way in which the live database differs from the policy, or lets somebody in beside the windows.

Each kind of deviation has one file in deviations/, one code and one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from troth.checks import database
from troth.checks.files import files_with
from troth.findings import Finding
from troth.verify import deviations

if TYPE_CHECKING:
    from troth.verify.look import Look


def find_deviations(look: Look) -> tuple[Finding, ...]:
    """All of them, in the order of the codes."""
    return tuple(finding for find in _finders() for finding in find(look))


@cache
def found_again() -> frozenset[str]:
    """The codes of those deviations that the checks of the tables find too: verifying need not stop at them before."""
    return frozenset(module.CODE for module in files_with("CODE", database)) & {
        module.CODE for module in files_with("CODE", deviations)
    }


@cache
def _finders() -> tuple[Callable[[Look], Iterator[Finding]], ...]:
    return tuple(module.find for module in files_with("CODE", deviations))
