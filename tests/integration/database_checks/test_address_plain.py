"""An address of a machine or a place, mapped as plain."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]


@pytest.mark.parametrize("type_", ["inet", "cidr", "macaddr", "macaddr8", "point", "polygon", "inet[]"])
def test_it_cannot_be_plain(found: Found, type_: str) -> None:
    made = f"alter table advert_view drop column ip; alter table advert_view add column ip {type_}"
    plain = {"shown_on: plain, ip: device.ip": "shown_on: plain, ip: plain"}
    assert found("TR314", made, tables=plain) == {("error", f"`advert_view.ip` is {type_}, and is mapped `plain`")}
    assert found("TR314", made) == set()


def test_in_a_table_that_is_plain_as_a_whole_it_is_a_warning(found: Found) -> None:
    ((level, _),) = found("TR314", "alter table listing_category add column seen_from inet")
    assert level == "warning"
