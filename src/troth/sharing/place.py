"""Where a finding about what leaves is: at a recipient."""

from __future__ import annotations

from troth.findings import Place


def of_recipient(name: str) -> Place:
    """The place of a finding about this recipient."""
    return Place(object=f"recipient {name}")
