"""A server that still has the upsert advisory, for which a right to add rows is held back."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.add_withheld import CODE, check
from troth.findings import Finding
from troth.verify.look import Look

__all__ = ["CODE", "find"]


def find(look: Look) -> Iterator[Finding]:
    """What the check of the policy over the tables says of it, said again for as long as it holds."""
    return check(look.declared, look.compiled.mapped)
