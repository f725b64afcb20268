"""What was compiled is kept while the company's tables stay as they are, and compiled anew after any change of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from databases import Server
from integration.company import Shop, opened_shop
from troth.postgres.kept_connections import KeptConnections
from troth.rollout.known import Known


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(server, tmp_path) as made:
        yield made


def test_the_same_value_while_nothing_changes(shop: Shop) -> None:
    first = shop.troth.known()
    member = shop.sign_up()
    shop.order(member)
    shop.owner.execute("analyze")
    shop.owner.execute("vacuum full member")
    assert first.objects == shop.troth.compiled().objects
    assert shop.troth.known() is shop.troth.known()


@pytest.mark.parametrize(
    "change",
    [
        "alter table member alter column phone set statistics 10",
        "alter table member alter column phone set default 'none'",
        "alter table orders alter column total set not null",
        "alter table orders drop constraint orders_buyer_id_fkey",
        "create unique index on orders (total)",
        "create trigger t before update on orders for each row execute function suppress_redundant_updates_trigger()",
        "alter table member rename constraint member_pkey to member_key",
        "create table basket (id int primary key)",
        "create policy theirs on orders using (true)",
    ],
)
def test_another_stamp_after_a_change(shop: Shop, change: str) -> None:
    known = Known(shop.troth.files.declared)
    before = known.stamp(shop.owner)
    assert known.stamp(shop.owner) == before
    shop.owner.execute(change)
    assert known.stamp(shop.owner) != before


def test_compiled_anew_after_a_change(shop: Shop) -> None:
    before = shop.troth.known()
    shop.owner.execute("alter table member alter column phone set default 'none'")
    after = shop.troth.known()
    assert after is not before
    phone = after.mapped.subject_table("member").table.column("phone")
    assert phone is not None and phone.default == "'none'::text"


def test_a_kept_connection_is_used_again_and_clean(shop: Shop) -> None:
    kept = KeptConnections(lambda: shop.database.url)
    with kept.connection() as first:
        pid = first.info.backend_pid
        first.execute("set search_path = 'troth'")
        first.execute("create temp table member (a int)")
    with kept.connection() as again, kept.connection() as other:
        assert again.info.backend_pid == pid != other.info.backend_pid
        assert again.execute("show search_path").fetchone() == ('"$user", public',)
        assert again.execute("select count(*) from member").fetchone() == (0,)
        assert again.execute("select to_regclass('pg_temp.member')").fetchone() == (None,)
    kept.close()
    assert again.closed


def test_a_connection_that_the_server_ended_is_replaced(shop: Shop) -> None:
    kept = KeptConnections(lambda: shop.database.url)
    with kept.connection() as first:
        pid = first.info.backend_pid
    shop.chief.execute("select pg_terminate_backend(%s, 5000)", [pid])
    with kept.connection() as other:
        assert other.execute("select 1").fetchone() == (1,)
    with pytest.raises(ZeroDivisionError), kept.connection() as failed:
        failed.execute("begin")
        raise ZeroDivisionError
    assert failed.closed
    with pytest.raises(psycopg.errors.SyntaxError), kept.connection() as wrong:
        wrong.execute("nonsense")
    assert not wrong.closed
    kept.close()
