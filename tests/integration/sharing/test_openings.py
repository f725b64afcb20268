"""A case is opened before its people are looked at: on the record, by who looks, and for some hours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from databases import Server
from integration.company import Shop, opened_shop
from troth.errors import Refused

PURPOSES: dict[str, dict[str, Any]] = {
    "disputes": {"says": "Settle disputes", "basis": "legitimate_interest", "interest": "to settle disputes",
                 "uses": ["identity.name", "order"], "keep": "nothing",
                 "open_per": {"case": "dispute", "hours": 1}, "by": ["lawyers"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    cases = {"cases": {"dispute": "dispute"}}
    with opened_shop(server, tmp_path_factory.mktemp("shop"), purposes=PURPOSES, tables=cases) as opened:
        yield opened


def dispute(shop: Shop) -> tuple[int, int]:
    """A dispute over an order of a new buyer: its key and theirs."""
    buyer = shop.sign_up()
    order = shop.order(buyer)
    shop.owner.execute("insert into dispute (dispute_id, order_id) values (%s, %s)", [order, order])
    return order, buyer


def seen(shop: Shop) -> list[int]:
    with shop.troth.purpose("disputes") as db:
        return [row[0] for row in db.execute("select member_id from member order by 1")]


def test_an_open_case_shows_its_people(shop: Shop) -> None:
    (case, buyer), (_, other) = dispute(shop), dispute(shop)
    assert buyer not in seen(shop)
    outcome = shop.troth.open_case("disputes", case, because="letter of 3 May", actor="lena")
    assert "for 1 hours" in str(outcome) and buyer in seen(shop) and other not in seen(shop)


def test_it_is_written_down_about_whom_it_is(shop: Shop) -> None:
    before = shop.owner.execute("select coalesce(max(id), 0) from troth.ledger_entry").fetchone()
    case, buyer = dispute(shop)
    number = shop.troth.open_case("disputes", case, because="letter of 3 May", actor="lena").id
    row = shop.owner.execute(
        "select purpose, table_name, key, reader, because, actor from troth.opening where id = %s", [number]
    ).fetchone()
    assert row == ("disputes", "dispute", [case], "k7tracks_for_disputes", "letter of 3 May", "lena")
    entries = shop.owner.execute("select entry from troth.ledger_entry where id > %s", before).fetchall()
    told = [json.loads(text) for (text,) in entries]
    pseudonym = shop.owner.execute("select pseudonym from troth.ledger_key where key = %s::jsonb", [f"[{buyer}]"])
    assert [(each["what"], each["subject"], each["actor"]) for each in told] == [
        ("case opened", *(pseudonym.fetchone() or ()), "lena")
    ]


def test_a_look_that_is_rolled_back_is_still_on_the_record(shop: Shop) -> None:
    case, buyer = dispute(shop)
    number = shop.troth.open_case("disputes", case, because="letter of 3 May").id
    with pytest.raises(ZeroDivisionError), shop.troth.purpose("disputes") as db:
        assert db.execute("select 1 from member where member_id = %s", [buyer]).fetchone()
        raise ZeroDivisionError
    assert shop.owner.execute("select 1 from troth.opening where id = %s", [number]).fetchone()


def test_the_window_opens_nothing_itself(shop: Shop) -> None:
    for query in ("insert into troth.opening select * from troth.opening", "update troth.opening set until = now()",
                  "select * from troth.opening", "select * from troth.opened_case"):  # fmt: skip
        with psycopg.connect(shop.troth.opened.address("k7tracks_for_disputes")) as window:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                window.execute(query)
            window.rollback()


def test_a_person_who_becomes_the_window_opens_for_themselves(shop: Shop) -> None:
    """The case is open to the login that it was opened for: not to the application's, not to a colleague's."""
    case, buyer = dispute(shop)
    for name in ("law_lena", "law_otto"):
        shop.chief.execute(f"create role {name} login noinherit password 'x'; grant k7tracks_by_lawyers to {name}")
    shop.troth.open_case("disputes", case, because="letter of 3 May", reader="law_lena")
    look = f"set role k7tracks_for_disputes; select member_id from for_disputes.member where member_id = {buyer}"
    for name, found in (("law_lena", [(buyer,)]), ("law_otto", [])):
        with psycopg.connect(shop.database.login(name, "x"), autocommit=True) as own:
            own.execute("set role k7tracks_for_disputes")
            query = "select member_id from for_disputes.member where member_id = %s"
            assert own.execute(query, [buyer]).fetchall() == found, look
    assert buyer not in seen(shop)


def test_its_hours_go_on_while_a_transaction_is_open(shop: Shop) -> None:
    case, buyer = dispute(shop)
    number = shop.troth.open_case("disputes", case, because="letter of 3 May").id
    with shop.troth.purpose("disputes") as db:
        look = "select 1 from member where member_id = %s"
        assert db.execute(look, [buyer]).fetchone()
        shop.chief.execute("update troth.opening set until = clock_timestamp() where id = %s", [number])
        db.execute("select pg_sleep(0.05)")
        assert db.execute(look, [buyer]).fetchone() is None


def test_its_hours_go_on_while_one_message_is_at_work(shop: Shop) -> None:
    """What a loop asks on the server begins at its own time, not when the message came."""
    case, buyer = dispute(shop)
    number = shop.troth.open_case("disputes", case, because="letter of 3 May").id
    soon = "update troth.opening set until = clock_timestamp() + interval '1 second' where id = %s"
    shop.chief.execute(soon, [number])
    told: list[str] = []
    with shop.troth.purpose("disputes") as db:
        db.add_notice_handler(lambda notice: told.append(str(notice.message_primary)))
        look = f"raise notice '%', (select count(*) from member where member_id = {buyer})"
        db.execute(f"do $$ begin for turn in 1..2 loop {look}; perform pg_sleep(1.2); end loop; end $$")
    assert told == ["1", "0"]


def test_a_case_that_cannot_be_opened(shop: Shop) -> None:
    case, _ = dispute(shop)
    wrong = [("support", case, "x"), ("nothing", case, "x"), ("disputes", case, " ")]
    for purpose, key, because in [*wrong, *(("disputes", key, "x") for key in (10**9, "y", (1, 2)))]:
        with pytest.raises(Refused, match=r"\[TR796\]"):
            shop.troth.open_case(purpose, key, because=because)


def test_data_is_kept_whether_a_case_is_open_or_not_and_there_is_nothing_left_to_plan(shop: Shop) -> None:
    assert shop.troth.plan().empty
    assert "once a dispute is opened" in str(shop.troth.explain("member.full_name"))
