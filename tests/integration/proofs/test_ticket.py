"""Tickets: a canary sees what is its own with its own ticket, and nothing of another's with any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from databases import Server
from integration.company import opened_shop
from proving import Proven
from troth.compiler.enforced.readers import _QUERY
from troth.verify.canary import read_canary
from troth.verify.evidence import Status

RECIPIENTS: dict[str, dict[str, Any]] = {
    "seller": {"role": "subject", "country": "DE", "as": "seller", "sees": "buyer", "for": "fulfilment",
               "receives": ["identity.name", "address.shipping"]},
    "my_data": {"role": "subject", "country": "DE", "as": "self", "about": ["member", "buyer"], "for": "fulfilment",
                "receives": ["identity.*", "order"]},
}  # fmt: skip


SHOWN = "create or replace view troth.shown_ticket (recipient, kind, key) as "
WINDOWS = ", ".join(f"('{name}')" for name in RECIPIENTS)
ENDLESS = SHOWN + _QUERY.partition(" where pg_catalog.to_timestamp")[0]
ANYWHERE = (
    SHOWN + f"select w.name, t.kind, t.key from ({_QUERY}) as t (name, kind, key), (values {WINDOWS}) as w (name)"
)


@pytest.fixture(scope="module")
def proven(server: Server) -> Iterator[Proven]:
    with (
        TemporaryDirectory(prefix="troth-tests-") as folder,
        opened_shop(server, Path(folder), recipients=RECIPIENTS) as shop,
    ):
        compiled, declared = shop.troth.compiled(), shop.troth.files.declared
        yield Proven(shop.chief, shop.database.owner, compiled, declared, read_canary(shop.folder))


@pytest.mark.parametrize("window", RECIPIENTS)
def test_own_rows_with_the_own_ticket(proven: Proven, window: str) -> None:
    check = proven.check({"ticket": window})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert any("with their own ticket" in each.says and each.count for each in check.evidence)


def test_a_seller_sees_the_order_and_its_buyer_as_rows_of_theirs(proven: Proven) -> None:
    said = [each.says for each in proven.check({"ticket": "seller"}).evidence]
    assert "with their own ticket `sam` sees 1 of orders" in said


@pytest.mark.parametrize(
    ("window", "breaking", "says"),
    [
        ("my_data", "alter policy k7tracks_shows_my_data_select on member using (true)", "sees 1 of member"),
        ("my_data", "alter policy k7tracks_shows_my_data_select on member using (true)", "without a ticket"),
        ("seller", "alter policy k7tracks_shows_seller_select on orders using (true)", "without a ticket"),
        ("my_data", ENDLESS, "that ended long ago `carla` sees 1 of member"),
        ("my_data", ANYWHERE, "for `seller` `carla` sees 1 of member"),
    ],
)
def test_it_is_broken_by_a_window_open_to_all(proven: Proven, window: str, breaking: str, says: str) -> None:
    check = proven.check({"ticket": window}, breaking)
    assert check.status is Status.BROKEN
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence


def test_who_has_no_tickets_is_unproved(proven: Proven) -> None:
    assert proven.check({"ticket": "carrier"}).status is Status.UNPROVED


def test_a_scene_can_show_a_ticket(proven: Proven) -> None:
    scene = {
        "says": "Carla sees her order",
        "steps": [
            {"to": "my_data", "who": "carla", "run": "select total from orders where order_id = %(bought)s", "sees": 1},
            {"to": "my_data", "who": "sam", "run": "select total from orders where order_id = %(bought)s", "sees": 0},
            {"to": "my_data", "run": "select total from orders where order_id = %(bought)s", "sees": "nothing"},
            {"at": "29 days later", "to": "my_data", "who": "carla", "run": "select 1 from member", "sees": 1},
        ],
    }
    assert proven.canary is not None
    scenes = {"her order": type(next(iter(proven.canary.scenes.values())))(**scene)}
    played = Proven(
        proven.chief,
        proven.owner,
        proven.compiled,
        proven.declared,
        proven.canary.model_copy(update={"scenes": scenes}),
    )
    check = played.check({"scene": "her order"})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
