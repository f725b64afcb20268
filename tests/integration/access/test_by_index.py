"""A copy is read by index from the person down: however many others there are, no table is gone through."""

from __future__ import annotations

import pytest
from psycopg import sql

from integration.company import Shop
from troth.access.reading import queries_for

FILL = (
    "insert into member (member_id, full_name, email) overriding system value"
    " select n, 'M ' || n, 'f' || n || '@example.org' from generate_series(100001, 104000) n",
    "insert into orders (order_id, buyer_id, seller_id, ship_to, total) overriding system value"
    " select n, 100001 + n % 4000, 100001 + n % 3989, 'A', 1 from generate_series(100001, 112000) n",
    "insert into order_line (order_id, listing_id, quantity) select n, 1, 1 from generate_series(100001, 112000) n",
    "insert into shipment select n, n, now(), 't' from generate_series(100001, 112000) n",
    "insert into dispute select n, n, null, 'd' from generate_series(100001, 112000) n",
    "insert into fraud_signal select n, 100001 + n % 4000, '10.0.0.1', now() from generate_series(100001, 112000) n",
    "insert into message select n, 100001 + n % 4000, null, 'm' from generate_series(100001, 112000) n",
    "insert into troth.hidden_member (subject, scope, cause, reference)"
    " select n, 'newsletter', 'ended', 0 from generate_series(100001, 104000) n",
    "insert into troth.consent_member (subject, purpose, given_at)"
    " select n, 'surveys', now() from generate_series(100001, 104000) n",
    "analyze",
)


@pytest.mark.parametrize("portable", [False, True], ids=["access", "port"])
def test_no_table_is_read_whole(shop: Shop, portable: bool) -> None:
    compiled = shop.troth.compiled()
    with shop.owner.transaction(force_rollback=True):
        for statement in FILL:
            shop.owner.execute(statement)
        shop.owner.execute(
            "set local search_path = ''; set local jit = off; set local plan_cache_mode = force_generic_plan"
        )
        for number, query in enumerate(queries_for(compiled, "member", portable=portable).tables):
            if query.name == "advert_view":
                continue  # the marketplace has no index there, and `troth check` says so
            text = query.rows.text.decode()
            name = sql.Identifier(f"copy {number}")
            shop.owner.execute(sql.SQL("prepare {} as {}").format(name, sql.SQL(text)))
            ((plan,),) = shop.owner.execute(
                sql.SQL("explain (format json) execute {} (100042)").format(name)
            ).fetchall()
            assert "Seq Scan" not in str(plan), query.name
        shop.owner.execute("deallocate all")


def test_the_first_of_many_rows_are_not_looked_for_among_everybodys(shop: Shop) -> None:
    (messages,) = (one for one in queries_for(shop.troth.compiled(), "member").tables if one.name == "message")
    with shop.owner.transaction(force_rollback=True):
        for statement in FILL[:1]:
            shop.owner.execute(statement)
        shop.owner.execute("insert into message select n, 100001 + n % 10, null, 'm' from generate_series(1, 60000) n")
        shop.owner.execute("analyze message")
        shop.owner.execute("set local plan_cache_mode = force_generic_plan; set local cursor_tuple_fraction = 1")
        shop.owner.execute(sql.SQL("prepare first as {}").format(sql.SQL(messages.first.text.decode())))
        plan = str(shop.owner.execute("explain execute first (100005)").fetchall())
        shop.owner.execute("deallocate first")
    assert "message_sender_id_idx" in plan and "message_pkey" not in plan
