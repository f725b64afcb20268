"""A sweep takes what is due, in batches, and nothing else; what is in the way stays until the next one."""

from __future__ import annotations

import json
import threading
from typing import Any

import psycopg
import pytest
import yaml

from integration.company import Shop
from integration.retention.old import count, gone_member, old_order
from troth.client import Troth
from troth.errors import Refused
from troth.postgres.catalogue import Relation
from troth.retention.sweep import Swept
from troth.retention.sweeping import last_sweep, refusals


def entries(shop: Shop) -> list[dict[str, Any]]:
    """What the ledger says of sweeps."""
    found = [json.loads(entry) for (entry,) in shop.owner.execute("select entry from troth.ledger_entry order by id")]
    return [entry for entry in found if entry["what"] == "sweep"]


def test_the_plan_says_what_the_sweep_does_and_a_second_finds_nothing(shop: Shop) -> None:
    present, gone = shop.sign_up(), gone_member(shop)
    kept, old = shop.order(present), old_order(shop, gone)
    shop.owner.execute("insert into order_line values (1, %s, 1, 1), (2, %s, 1, 1)", [kept, old])
    plan = shop.troth.plan_sweep(ahead=False)
    assert {(str(due.table), due.column, due.count) for due in plan.due} == {
        ("member", None, 1), ("orders", None, 1), ("order_line", None, 1)
    }  # fmt: skip
    assert "fulfilment is over" in next(due.cause for due in plan.due if str(due.table) == "orders")
    swept = shop.troth.sweep()
    assert (swept.rows, swept.cells, swept.left_over, swept.complete) == (3, 0, 0, True)
    assert (count(shop, "member"), count(shop, "orders"), count(shop, "order_line")) == (1, 1, 1)
    assert shop.troth.plan_sweep(ahead=False).empty


def test_a_consent_that_is_missing_and_one_that_ran_out_are_told_apart(shop: Shop) -> None:
    member = shop.sign_up()
    shop.owner.execute("update member set last_seen_at = '2011-01-01' where member_id = %s", [member])
    shop.order(member)
    cells = {due.column: due.cause for due in shop.troth.plan_sweep(ahead=False).due if due.column}
    assert set(cells) == set()  # the order keeps name, mail and phone
    shop.owner.execute("update orders set placed_at = '2023-01-01'")
    cells = {due.column: due.cause for due in shop.troth.plan_sweep(ahead=False).due if str(due.table) == "member"}
    assert "account is over" in cells["email"]
    assert "newsletter has no consent" in cells["email"]


def test_each_batch_is_in_the_ledger_with_what_it_took(shop: Shop) -> None:
    member = shop.sign_up()
    for _ in range(5):
        old_order(shop, member)
    shop.owner.execute("update member set closed_at = '2021-01-01', last_seen_at = '2021-01-01'")
    swept = shop.troth.sweep(batch=2, actor="ana")
    found = entries(shop)
    taken = [entry["detail"]["tables"] for entry in found]
    assert [tables["orders"]["deleted"] for tables in taken if "orders" in tables] == [2, 2, 1]
    assert {entry["actor"] for entry in found} == {"ana"}
    last = last_sweep(shop.owner)
    assert last is not None
    assert (last.number, last.deleted, last.left_over) == (swept.number, 6, 0)


def test_it_stops_at_the_most_it_may_take_and_the_next_goes_on(shop: Shop) -> None:
    member = gone_member(shop)
    for _ in range(5):
        old_order(shop, member)
    swept = shop.troth.sweep(batch=2, at_most=3)
    assert (swept.rows, swept.complete) == (3, False)
    assert last_sweep(shop.owner) is None
    assert (count(shop, "orders"), count(shop, "member")) == (2, 1)
    again = shop.troth.sweep(at_most=3)
    assert (again.rows, again.complete) == (3, True)
    assert (count(shop, "orders"), count(shop, "member")) == (0, 0)


def test_a_row_that_somebody_works_on_is_left_to_the_next_sweep_with_what_it_refers_to(shop: Shop) -> None:
    member = gone_member(shop)
    busy, free = old_order(shop, member), old_order(shop, member)
    with psycopg.connect(shop.database.url) as other:
        other.execute("select from orders where order_id = %s for update", [busy])
        swept = shop.troth.sweep()
    assert (swept.rows, swept.left_over) == (1, 1)
    assert shop.owner.execute("select order_id from orders").fetchall() == [(busy,)] != [(free,)]
    assert shop.owner.execute("select full_name, phone from member").fetchall() == [("Erased", None)]
    assert shop.troth.sweep().rows == 2


def _again(shop: Shop) -> Troth:
    """The shop by its files as they are now."""
    return Troth(shop.folder, shop.database.url, secret="", journal=str(shop.troth.journal))


def _map_as_plain(shop: Shop, table: str) -> None:
    tables = yaml.safe_load((shop.folder / "tables.yaml").read_text())
    tables["tables"][table] = "plain"
    (shop.folder / "tables.yaml").write_text(yaml.safe_dump(tables))


@pytest.mark.parametrize("on_delete", ["no action", "cascade"])
@pytest.mark.parametrize("commits", [True, False], ids=["committed", "still open"])
def test_a_row_that_is_referred_to_meanwhile_stays(shop: Shop, commits: bool, on_delete: str) -> None:
    """Even where deleting it would take along what refers to it."""
    label = f"create table label (label_id int primary key, member_id bigint references member on delete {on_delete})"
    shop.owner.execute(label.encode())
    _map_as_plain(shop, "label")
    members = [gone_member(shop) for _ in range(3)]
    shop.owner.execute("insert into order_line values (1, %s, 1, 1)", [old_order(shop, members[0])])
    with psycopg.connect(shop.database.url) as other, _again(shop) as troth, troth.sweeping() as found:

        def after_batch(table: str, _rows: int) -> None:
            if table == "order_line":
                other.execute("insert into label values (1, %s)", members[1:2])
                if commits:
                    other.commit()

        swept = found.run(progress=after_batch)
        assert (swept.rows, swept.taken[Relation("public", "member")].rows) == (4, 2)
        other.commit()
    assert shop.owner.execute("select member_id from member").fetchall() == [(members[1],)]
    assert count(shop, "label") == 1


def test_what_was_found_is_decided_anew_when_it_goes(shop: Shop) -> None:
    held, other = old_order(shop, gone_member(shop)), old_order(shop, gone_member(shop))
    with shop.troth.sweeping() as found:
        assert found.touched == 4
        shop.owner.execute("insert into dispute values (1, %s, null, 'late')", [held])
        swept = found.run()
    assert swept.rows == 2
    assert shop.owner.execute("select order_id from orders").fetchall() == [(held,)] != [(other,)]


def test_a_hold_on_a_row_that_comes_after_the_lists_still_holds(shop: Shop) -> None:
    member = gone_member(shop)
    order = old_order(shop, member)
    with shop.troth.sweeping() as found:
        shop.troth.subject("member", member).hold(["order"], because="a claim", ground="claims", row=("orders", order))
        swept = found.run()
    assert swept.rows == 0
    assert count(shop, "orders") == 1


def test_what_a_constraint_refuses_is_said_and_the_rest_goes(shop: Shop) -> None:
    member = shop.sign_up()
    first, second = (shop.order(member) for _ in range(2))
    shop.owner.execute("update orders set placed_at = '2020-01-01'")
    shop.owner.execute("update member set closed_at = '2021-01-01', last_seen_at = '2021-01-01'")
    shop.owner.execute(f"alter table orders add constraint sent check (order_id <> {first} or ship_to is not null)")
    swept = shop.troth.sweep()
    assert [(finding.code, finding.message) for finding in refusals(swept)] == [
        ("TR722", "1 rows of `orders` could not be erased: constraint sent")
    ]
    rows = shop.owner.execute("select order_id, ship_to is null from orders order by 1").fetchall()
    assert rows == [(first, False), (second, True)]


def test_a_trigger_that_keeps_a_row_is_no_trouble(shop: Shop) -> None:
    old_order(shop, gone_member(shop))
    shop.owner.execute("create function keep() returns trigger language plpgsql as 'begin return null; end'")
    shop.owner.execute("create trigger keep before delete on orders for each row execute function keep()")
    swept = shop.troth.sweep()
    assert (swept.rows, count(shop, "orders"), count(shop, "member")) == (0, 1, 1)


def test_two_sweeps_at_once_take_each_row_once(shop: Shop) -> None:
    for _ in range(3):
        member = gone_member(shop)
        for _ in range(20):
            old_order(shop, member)
    done: list[Swept] = []

    def sweep() -> None:
        with _again(shop) as troth:
            done.append(troth.sweep(batch=3))

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shop.troth.sweep()
    assert (count(shop, "orders"), count(shop, "member")) == (0, 0)
    assert sum(entry["detail"]["tables"].get("orders", {}).get("deleted", 0) for entry in entries(shop)) == 60


def test_nothing_is_swept_while_adopting(shop: Shop) -> None:
    old_order(shop, gone_member(shop))
    tables = yaml.safe_load((shop.folder / "tables.yaml").read_text())
    (shop.folder / "tables.yaml").write_text(yaml.safe_dump(tables | {"adopting": True}))
    with _again(shop) as troth, pytest.raises(Refused, match="TR721"):
        troth.sweep()
    assert count(shop, "orders") == 1
