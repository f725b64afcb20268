"""A view that is mapped as plain, and has come to read personal data since the policy was applied."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.personal_view import CODE, check
from troth.findings import Finding
from troth.verify.look import Look

__all__ = ["CODE", "find"]


def find(look: Look) -> Iterator[Finding]:
    """What the check of the policy over the tables says of it, said again of the tables as they are now."""
    return check(look.declared, look.compiled.mapped)
