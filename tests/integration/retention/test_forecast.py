"""The forecast says when what is here today will not be needed any more, and leaves the clock as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases import Server
from integration.company import Shop, opened_shop
from troth.postgres.catalogue import Relation
from troth.retention.forecast_picture import draw

MEMBER = Relation("public", "member")


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with opened_shop(server, tmp_path_factory.mktemp("shop")) as made:
        yield made


def test_who_signed_up_today_is_needed_until_nothing_keeps_them(shop: Shop) -> None:
    shop.sign_up()
    before = shop.chief.execute("select troth.clock() - now()").fetchone()
    found = shop.troth.forecast()
    members = [moment.rows[MEMBER] for moment in found.moments]
    assert found.rows[MEMBER] > 0
    assert members[0] == 0 and members[-1] == found.rows[MEMBER]
    assert [count or 0 for count in members] == sorted(count or 0 for count in members)
    assert shop.chief.execute("select troth.clock() - now()").fetchone() == before
    assert not shop.troth.plan().changes


def test_it_is_drawn_and_printed_with_the_same_numbers(shop: Shop) -> None:
    shop.sign_up()
    told: list[tuple[int, int]] = []
    found = shop.troth.forecast(progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == len(found.moments) * len(found.rows)
    picture = draw(found)
    assert picture.startswith("<svg") and "member" in picture and f"{found.moments[0].on:%Y-%m}" in picture
    assert f"{found.rows[MEMBER]:,} member" in str(found)
    assert found.to_json()["rows"]["member"] == found.rows[MEMBER]  # type: ignore[index]
