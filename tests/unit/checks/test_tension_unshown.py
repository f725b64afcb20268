"""A reading that nothing shows."""

from __future__ import annotations

from collections.abc import Callable

from unit.checks.promised import with_tension


def test_a_reading_that_nothing_shows_is_a_note(found: Callable[..., str]) -> None:
    unshown = with_tension(shown_by="")
    assert found(policy=unshown) == ""
    assert "[TR173] note: nothing shows that the tension `strings-t1` works as it is read" in found(
        policy=unshown, notes=True
    )
