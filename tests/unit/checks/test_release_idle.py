"""A key of a recipient that means nothing where it stands."""

from collections.abc import Callable

import pytest

COUNTRY = "    country: US\n"


@pytest.mark.parametrize("needs", ["", "    needs: [second]\n"])
def test_release_idle(found: Callable[..., str], needs: str) -> None:
    said = found(policy={COUNTRY: f"{COUNTRY}{needs}    overrides: [court_order]\n"})
    assert "[TR152] warning: `overrides` means nothing on the recipient `post_office`" in said


def test_an_override_of_something(found: Callable[..., str]) -> None:
    assert found(policy={COUNTRY: f"{COUNTRY}    needs: [approval: legal]\n    overrides: [court_order]\n"}) == ""
