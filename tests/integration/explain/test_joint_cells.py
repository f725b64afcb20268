"""What is said of people who share rows with others, where each decides about what is theirs. Held to the windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from psycopg import sql

from databases import Server
from integration.company import Shop, opened_shop
from mutations.joint import PURPOSES
from troth.adopt.models import sqlalchemy_models
from troth.client import Troth
from troth.errors import NotForThisPurpose
from troth.explain import explain_person
from troth.verify.breaches.counting import count_people
from troth.verify.breaches.reach import reach_of
from troth.verify.look import Look


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with opened_shop(server, tmp_path_factory.mktemp("shop"), purposes=PURPOSES) as opened:
        yield opened


def test_a_row_is_shown_of_whom_it_shows_anything(shop: Shop) -> None:
    ana, ben = shop.sign_up(), shop.sign_up()
    order = shop.order(ana, ben)
    shop.troth.subject("member", ana).object("dealings")
    assert shop.sees_order("dealings", order)
    for member, shown in ((ana, 0), (ben, 1)):
        said = explain_person(shop.owner, shop.troth.compiled(), "member", member).purpose("dealings")
        assert [(row.shown, row.held) for row in said.rows if row.table == "orders"] == [(shown, 1)], member
        assert said.live == bool(shown)


def test_people_whose_cells_are_hidden_are_not_within_reach(shop: Shop) -> None:
    before = _within_reach(shop)
    shop.order(ana := shop.sign_up(), shop.sign_up())
    assert _within_reach(shop) == before + 1
    shop.troth.subject("member", ana).object("dealings")
    assert _within_reach(shop) == before


def _within_reach(shop: Shop) -> int:
    """Of how many people the login of the window reads where something was sent."""
    look = Look(shop.chief, shop.troth.compiled(), shop.troth.files.declared)
    counts = count_people(look, reach_of(look, "k7tracks_for_dealings"))
    return sum(count.seen for count in counts if count.category == "address.shipping")


def test_a_write_is_refused_in_words(shop: Shop) -> None:
    for statement in ("update orders set total = 1", "delete from orders", "insert into orders (order_id) values (1)"):
        with pytest.raises(NotForThisPurpose) as refused, shop.troth.purpose("dealings") as db:
            db.execute(sql.SQL(statement))
        (finding,) = refused.value.findings
        assert (finding.code, finding.message) == ("TR614", "`dealings` may not do this with `orders`")


def test_what_may_be_hidden_may_be_null_in_models(shop: Shop) -> None:
    shipment = sqlalchemy_models(shop.troth.compiled(), "dealings").partition("class Shipment(Base)")[2]
    assert "    order_id: Mapped[int | None] = " in shipment
    assert "    shipment_id: Mapped[int] = " in shipment


def test_a_plan_says_what_becomes_of_shared_rows(shop: Shop) -> None:
    file = shop.folder / "policy.yaml"
    policy = yaml.safe_load(file.read_text())
    policy["purposes"]["statistics"]["joint"] = "cells"
    file.write_text(yaml.safe_dump(policy, sort_keys=False))
    with Troth(shop.folder, shop.database.url, secret="of this test") as troth:
        said = str(troth.plan())
    assert "statistics would see of order what is theirs of whom it may see it" in said
