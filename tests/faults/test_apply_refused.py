"""Apply cannot go through: a table in use, a statement refused, another apply, a database that changed meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase
from faults.shop import TABLES, apply_halting, everything, shop
from troth.client import Troth
from troth.errors import Stale, Unavailable
from troth.rollout import apply as apply_room


@pytest.fixture
def troth(tmp_path: Path, fresh: FreshDatabase) -> Troth:
    return shop(tmp_path, fresh.url)


def test_a_table_in_use(troth: Troth, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply_room, "LOCK_TIMEOUT", "200ms")
    before = troth.plan()
    with psycopg.connect(fresh.url) as busy:
        busy.execute("select * from orders")
        with pytest.raises(Unavailable, match="TR503"):
            troth.apply(before)
        assert everything(troth.plan()) == everything(before)
        busy.rollback()
    troth.apply(before)
    assert troth.plan().empty


def test_planning_does_not_wait_for_a_table_in_use(troth: Troth, fresh: FreshDatabase) -> None:
    with psycopg.connect(fresh.url) as busy:
        busy.execute("update orders set total = 11")
        assert not troth.plan().empty


def test_a_schema_that_somebody_else_has(troth: Troth, fresh: FreshDatabase) -> None:
    with psycopg.connect(fresh.superuser, autocommit=True) as chief:
        chief.execute("create schema for_selling")
        before = everything(troth.plan())
        with pytest.raises(Unavailable, match="TR502"):
            troth.apply(troth.plan())
        assert everything(troth.plan()) == before
        chief.execute("drop schema for_selling")
    troth.apply(troth.plan())
    assert troth.plan().empty


@pytest.mark.parametrize("tag", ["CREATE VIEW", "CREATE POLICY", "GRANT", "ALTER TABLE"])
def test_a_statement_that_the_database_forbids(troth: Troth, fresh: FreshDatabase, tag: str) -> None:
    before = troth.plan()
    with psycopg.connect(fresh.superuser, autocommit=True) as chief:
        chief.execute("create function forbid() returns event_trigger language plpgsql as "
                      "$$ begin raise 'not on a Friday' using hint = 'wait'; end $$")  # fmt: skip
        chief.execute(
            f"create event trigger forbid on ddl_command_start when tag in ('{tag}') execute function forbid()"
        )
        with pytest.raises(Unavailable, match=r"TR502.*not on a Friday(.|\n)*wait"):
            troth.apply(before)
        roles = chief.execute("select count(*) from pg_roles where rolname ~ '^shop_'").fetchone()
        chief.execute("drop event trigger forbid")
        chief.execute("drop function forbid()")
    assert roles == (0,)
    assert everything(troth.plan()) == everything(before)
    troth.apply(before)
    assert troth.plan().empty


def test_two_applies_at_once(tmp_path: Path, troth: Troth, fresh: FreshDatabase) -> None:
    """The second waits for the first, and then finds that its plan is of yesterday."""
    theirs = troth.plan()
    caught: list[Exception] = []

    def second() -> None:
        try:
            troth.apply(theirs)
        except Stale as stale:
            caught.append(stale)

    other = threading.Thread(target=second)

    def start_the_other() -> None:
        other.start()
        other.join(0.3)
        assert other.is_alive(), "it did not wait"

    apply_halting(tmp_path, fresh.url, 100, start_the_other)
    other.join()
    assert [type(one) for one in caught] == [Stale]
    assert "TR501" in str(caught[0])
    assert troth.plan().empty


@pytest.mark.parametrize(
    "change",
    [
        "alter table orders add column note text",
        "alter table orders rename column total to amount",
        "alter table orders drop constraint orders_buyer_id_fkey",
        "alter table member alter column email type varchar(80)",
        "alter table orders enable row level security",
        "create table basket (id int primary key)",
        "drop table orders",
    ],
)
def test_tables_changed_since_the_plan(troth: Troth, fresh: FreshDatabase, change: str) -> None:
    plan = troth.plan()
    with psycopg.connect(fresh.url, autocommit=True) as company:
        company.execute(change)
        with pytest.raises(Stale, match="TR501"):
            troth.apply(plan)
        made = company.execute("select count(*) from pg_namespace where nspname in ('troth', 'for_selling')").fetchone()
    assert made == (0,)


def test_windows_changed_since_the_plan(tmp_path: Path, troth: Troth, fresh: FreshDatabase) -> None:
    troth.apply(troth.plan())
    (tmp_path / "tables.yaml").write_text(TABLES.replace("email: email", "email: plain"))
    narrower = Troth(tmp_path, fresh.url, secret="")
    plan = narrower.plan()
    assert not plan.empty
    with psycopg.connect(fresh.superuser, autocommit=True) as chief:
        chief.execute("drop view for_selling.orders")
    with pytest.raises(Stale, match="TR501"):
        narrower.apply(plan)


def test_a_plan_is_applied_once(troth: Troth) -> None:
    plan = troth.plan()
    troth.apply(plan)
    with pytest.raises(Stale, match="TR501"):
        troth.apply(plan)
    assert troth.plan().empty
