"""Windows that people read themselves, at both front doors, with tickets of this or another process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import yaml

from databases import Server
from integration.company import Shop, opened_shop
from troth.aio import AsyncTroth
from troth.client import Troth
from troth.errors import NotForThisPurpose, Refused

RECIPIENTS: dict[str, dict[str, Any]] = {
    "seller": {"role": "subject", "country": "DE", "as": "seller", "sees": "buyer", "for": "fulfilment",
               "receives": ["identity.name", "address.shipping"]},
    "my_data": {"role": "subject", "country": "DE", "as": "self", "about": ["member", "buyer"], "for": "fulfilment",
                "receives": ["identity.*", "contact.*", "address.shipping"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with opened_shop(server, tmp_path_factory.mktemp("shop"), recipients=RECIPIENTS) as opened:
        yield opened


def names(troth: Troth, window: str, ticket: str | None = None, **who: Any) -> list[str]:
    with troth.viewing(window, ticket, **who) as db:
        return [row[0] for row in db.execute("select full_name from member order by 1")]


def test_a_seller_sees_its_buyers_and_a_person_their_own(shop: Shop) -> None:
    buyer, seller, other = shop.sign_up(), shop.sign_up(), shop.sign_up()
    shop.order(buyer, seller)
    shop.order(other, buyer)
    assert names(shop.troth, "seller", member=seller) == [f"Member {buyer}"]
    assert names(shop.troth, "seller", member=buyer) == [f"Member {other}"]
    assert names(shop.troth, "my_data", member=buyer) == [f"Member {buyer}"]
    with shop.troth.viewing("my_data", member=buyer) as db:
        assert db.execute("select ship_to from orders").fetchall() == [("A street",)]


def test_a_ticket_of_another_process(shop: Shop) -> None:
    buyer, seller = shop.sign_up(), shop.sign_up()
    shop.order(buyer, seller)
    with Troth(shop.folder, shop.database.url, secret="a secret of the tests") as other:
        ticket = other.ticket("member", seller, "seller", minutes=1)
    assert names(shop.troth, "seller", ticket) == [f"Member {buyer}"]
    assert names(shop.troth, "my_data", ticket) == []
    assert names(shop.troth, "seller", "") == []


def test_tickets_that_were_voided_show_nothing(shop: Shop) -> None:
    buyer, seller = shop.sign_up(), shop.sign_up()
    shop.order(buyer, seller)
    ticket = shop.troth.ticket("member", seller, "seller")
    shop.troth.void_tickets()
    assert names(shop.troth, "seller", ticket) == []
    assert names(shop.troth, "seller", member=seller) == [f"Member {buyer}"]


def test_it_is_the_same_for_asyncio(shop: Shop) -> None:
    buyer, seller = shop.sign_up(), shop.sign_up()
    shop.order(buyer, seller)

    async def look() -> list[Any]:
        async with AsyncTroth(shop.folder, shop.database.url, secret="a secret of the tests") as troth:
            ticket = await troth.ticket("member", seller, "seller")
            found = []
            async with troth.viewing("seller", ticket) as db:
                found.append(await (await db.execute("select full_name from member")).fetchall())
            async with troth.viewing("seller", member=buyer) as db:
                found.append(await (await db.execute("select full_name from member")).fetchall())
            with pytest.raises(Refused, match="TR794"):
                await troth.ticket("member", seller, "carrier")
            return found

    assert asyncio.run(look()) == [[(f"Member {buyer}",)], []]


def test_what_the_window_does_not_show_is_said(shop: Shop) -> None:
    seller = shop.sign_up()
    for query in ("select email from member", "select * from message", "update orders set ship_to = 'mine'"):
        with (
            pytest.raises(NotForThisPurpose, match=r"\[TR795\].*window of `seller`(.|\n)*it shows member"),
            shop.troth.viewing("seller", member=seller) as db,
        ):
            db.execute(query)


@pytest.mark.parametrize(
    ("kind", "window", "minutes"), [("member", "carrier", 10), ("guest", "seller", 10), ("member", "seller", 0),
                                    ("member", "seller", 1441)],
)  # fmt: skip
def test_tickets_that_cannot_be(shop: Shop, kind: str, window: str, minutes: int) -> None:
    with pytest.raises(Refused, match=r"\[TR794\]"):
        shop.troth.ticket(kind, 1, window, minutes=minutes)


def test_a_reader_is_one_person(shop: Shop) -> None:
    for who in ({}, {"member": 1, "guest": 2}):
        with pytest.raises(Refused, match=r"\[TR794\]"), shop.troth.viewing("seller", **who):
            pass


def test_nothing_is_released_to_them(shop: Shop) -> None:
    with pytest.raises(Refused, match=r"\[TR780\]"):
        shop.troth.plan_disclosure("my_data", everyone=True)


def test_the_ticket_is_worked_out_once_for_a_statement(shop: Shop) -> None:
    """In sub-selects of their own, which PostgreSQL runs once, not in a condition on each row."""
    seller = shop.sign_up()
    with shop.troth.viewing("seller", member=seller) as db:
        lines = [row[0] for row in db.execute("explain (costs off) select * from orders")]
    once = [line for line in lines if "InitPlan" in line]
    assert once and not any("current_setting" in line and "SubPlan" in line for line in lines)
    keyed = [number for number, line in enumerate(lines) if "ticket_key" in line]
    assert keyed and all(any("InitPlan" in line for line in lines[:number]) for number in keyed)


def test_there_is_nothing_left_to_plan_and_the_windows_are_verified(shop: Shop) -> None:
    assert shop.troth.plan().empty
    assert [finding for finding in shop.troth.verify().findings if finding.level == "error"] == []


def test_the_login_of_the_window_is_given_its_password(shop: Shop) -> None:
    row = shop.chief.execute(
        "select rolcanlogin, rolpassword is not null from pg_authid where rolname = 'k7tracks_to_seller'"
    )
    assert row.fetchone() == (True, True)
    other = shop.chief.execute("select rolcanlogin from pg_roles where rolname = 'k7tracks_to_carrier'").fetchone()
    assert other == (False,)
    with pytest.raises(psycopg.OperationalError), psycopg.connect(shop.troth.opened.address("k7tracks_to_carrier")):
        pass


def test_the_policy_is_read_as_written(shop: Shop) -> None:
    written = yaml.safe_load((shop.folder / "policy.yaml").read_text())["recipients"]["seller"]
    recipient = shop.troth.files.declared.policy.recipients["seller"]
    assert (recipient.as_, recipient.sees) == (written["as"], written["sees"])
