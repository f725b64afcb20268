"""What is said of people who share rows with others, where each decides about what is theirs. Held to the windows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import yaml
from psycopg import sql

from databases import Server
from integration.company import Shop, opened_shop
from mutations.joint import PURPOSES
from mutations.sound import with_a_dispute
from proving import Proven
from troth.adopt.models import sqlalchemy_models
from troth.client import Troth
from troth.compiler.windows import TableWindow
from troth.errors import NotForThisPurpose
from troth.explain import explain_person
from troth.verify.breaches.counting import count_people
from troth.verify.breaches.reach import reach_of
from troth.verify.evidence import Status
from troth.verify.look import Look


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with opened_shop(server, tmp_path_factory.mktemp("shop"), purposes=PURPOSES) as opened:
        opened.numbers = itertools.count(1_000)  # the made-up people of the proofs take the first keys
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


def test_who_is_seen_by_pseudonyms_in_shared_rows_is_proved_to_be_hidden(shop: Shop) -> None:
    check = _proven(shop).check({"objection": "study"})
    assert check.status is Status.KEPT, check.missing
    assert "is seen by `study`: 1 of orders" in check.evidence[0].says and "not looked at" not in check.evidence[0].says
    assert any("it sees none of their 1 rows" in each.says for each in check.evidence)


def test_a_proof_that_can_look_at_nothing_says_so_and_is_not_green(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TableWindow, "alone_of", lambda window, owner: ())
    check = _proven(shop).check({"objection": "study"})
    assert check.status is Status.UNPROVED
    assert "sees nothing of the canary (not looked at: 1 table, orders)" in check.missing[0]


def _proven(shop: Shop) -> Proven:
    canary = with_a_dispute(shop.folder)
    return Proven(shop.chief, shop.database.owner, shop.troth.compiled(), shop.troth.files.declared, canary)


@pytest.mark.parametrize(
    ("purpose", "key", "value", "says"),
    [
        ("statistics", "joint", "cells", "  statistics would see of order what is theirs of whom it may see it of "),
        (
            "dealings",
            "joint",
            "row",
            "- dealings would see address.shipping, order only in rows all of whose people it may see of ",
        ),
        ("dealings", "keys", "pseudonym", "  dealings would see pseudonyms instead of keys of "),
        ("study", "keys", "shown", "+ study would see keys instead of pseudonyms of "),
    ],
)
def test_a_plan_says_what_becomes_of_cells_and_keys(shop: Shop, purpose: str, key: str, value: str, says: str) -> None:
    file = shop.folder / "policy.yaml"
    before = file.read_text()
    policy = yaml.safe_load(before)
    policy["purposes"][purpose][key] = value
    file.write_text(yaml.safe_dump(policy, sort_keys=False))
    try:
        with Troth(shop.folder, shop.database.url, secret="of this test") as troth:
            said = [line for line in str(troth.plan()).splitlines() if f" {purpose} would see " in line]
    finally:
        file.write_text(before)
    act, sentence = says[:2], says.rpartition(" would see ")[2].removeprefix("address.shipping, order ")
    assert any(line.strip().startswith(says.strip()) for line in said), said
    assert all(line.startswith(f"  {act}{purpose}") and sentence in line for line in said), said
