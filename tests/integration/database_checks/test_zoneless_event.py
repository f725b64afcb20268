"""An event whose column has no time zone, in a database whose sessions are in another zone than the policy."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]

WITHOUT = "alter table orders alter placed_at type timestamp"
ZONE = "do $$ begin execute format('alter database %I set timezone = ''{}''', current_database()); end $$"


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/London", "Pacific/Kiritimati"])
def test_sessions_in_another_zone(found: Found, zone: str) -> None:
    words = f"it is read as of Europe/Berlin, and sessions of this database are in {zone}"
    assert found("TR348", f"{ZONE.format(zone)}; {WITHOUT}") == {
        ("warning", f"`orders.placed_at` has no time zone: {words}")
    }


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Paris"])
def test_sessions_whose_clocks_show_the_policys_time(found: Found, zone: str) -> None:
    assert found("TR348", f"{ZONE.format(zone)}; {WITHOUT}") == set()


def test_a_column_with_its_zone(found: Found) -> None:
    assert found("TR348", ZONE.format("Etc/UTC")) == set()
