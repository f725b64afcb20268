"""An erasure changes rows where they lie: however many are expected of a person, no table is gone through for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from integration.company import Shop
from troth.compiler.swept.stays import Stays
from troth.postgres.statements import statement

FILL = (
    "insert into member (member_id, full_name, email) overriding system value"
    " select n, 'M ' || n, 'f' || n || '@example.org' from generate_series(100001, 100010) n",
    "insert into fraud_signal select n, 100001 + n % 10, '10.0.0.1', now() from generate_series(100001, 120000) n",
    "insert into message select n, 100001 + n % 10, null, 'm' from generate_series(100001, 120000) n",
    "analyze",
)
"""Few people of many rows each: PostgreSQL expects many of everybody, and would rather read all of a table."""


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def carrying_out(shop: Shop) -> str:
    """The statement by which members were erased."""
    (made,) = [made for known, made in shop.troth.known().once.items() if Stays.carry_out in known]  # type: ignore[operator]
    text: str = made.text.decode()
    return text


def test_no_table_is_gone_through_for_what_goes(shop: Shop) -> None:
    shop.troth.subject("member", shop.sign_up()).plan_erasure().apply()
    with shop.owner.transaction(force_rollback=True):
        for filling in FILL:
            shop.owner.execute(filling)
        shop.owner.execute(statement("erase settings"))
        shop.owner.execute(sql.SQL("prepare erasing as {}").format(sql.SQL(carrying_out(shop))))
        ((((plan,),),),) = [shop.owner.execute("explain (format json) execute erasing (100002)").fetchall()]
        changes = [node for node in nodes(plan["Plan"]) if node["Node Type"] == "ModifyTable"]
        read = [node["Relation Name"] for each in changes for node in nodes(each) if node["Node Type"] == "Seq Scan"]
        assert {"fraud_signal", "message"} <= {each["Relation Name"] for each in changes}
        assert not read
        shop.owner.execute("deallocate erasing")
