"""The company's migrations go on working: only windows in the way are closed, and they are open again afterwards."""

from __future__ import annotations

import sys

import psycopg
import pytest

from integration.adopt.a_shop import Shop
from troth.adopt.migrate import Migration, ends_transaction, migrate_command, migrate_sql
from troth.errors import Refused
from troth.postgres.catalogue import Relation
from troth.rollout.deployment import read_files


def changes(shop: Shop) -> list[str]:
    return [str(change) for change in shop.plan().changes]


def windows(keys: object) -> set[str]:
    return {key.name for key in keys if key.sort == "view" and not key.name.startswith("troth.")}  # type: ignore[attr-defined]


def test_a_column_that_windows_name_changes_its_type(shop: Shop) -> None:
    script = "alter table orders alter column ship_to type varchar(200); update orders set total = total * 2"
    with pytest.raises(psycopg.errors.FeatureNotSupported):
        shop.owner.execute(script)
    done = migrate_sql(shop.owner, script, read_files(shop.folder))
    assert windows(done.closed) == {"for_account.orders", "for_fulfilment.orders", "to_carrier.orders"}
    assert done.gone == ()
    assert changes(shop) == []
    assert shop.seen("fulfilment", "select total from orders order by 1") == [(25,), (80,)]
    assert "for_account: orders" in str(done)


def test_a_column_that_row_policies_name_changes_its_type(shop: Shop) -> None:
    done = migrate_sql(
        shop.owner, "alter table member alter closed_at type timestamp using closed_at", read_files(shop.folder)
    )
    assert {"for_account.member", "for_fulfilment.member"} <= windows(done.closed)
    assert "troth.look_member" in {key.name for key in done.closed}
    assert changes(shop) == []
    assert len(shop.seen("account", "select full_name from member")) == 3


def test_a_column_goes_once_the_map_no_longer_names_it(shop: Shop) -> None:
    script = "alter table member drop column phone"
    was = shop.seen("account", "select * from member order by 1")
    with pytest.raises(Refused, match="TR302"):
        migrate_sql(shop.owner, script, read_files(shop.folder))
    assert shop.seen("account", "select * from member order by 1") == was
    assert changes(shop) == []
    shop.say(tables=("      phone: contact.phone\n", ""))
    done = migrate_sql(shop.owner, script, read_files(shop.folder))
    assert windows(done.closed) == {"for_account.member"}
    assert changes(shop) == []
    assert len(shop.seen("account", "select * from member")[0]) == len(was[0]) - 1


def test_a_new_column_needs_nothing_but_is_said_to_be_unmapped(shop: Shop) -> None:
    shop.say(tables=("adopting: true\n", ""))
    shop.say(tables=("  listing_category: plain\n", '  listing_category: plain\n  "Support Case": {columns: {}}\n'))
    shop.owner.execute('drop table "Support Case"')
    shop.say(tables=('  "Support Case": {columns: {}}\n', ""))
    done = migrate_sql(shop.owner, "alter table member add column diet text", read_files(shop.folder))
    assert done.closed == ()
    assert [finding.code for finding in done.findings if finding.code == "TR301"] == ["TR301"]
    assert "member.diet" in str(done)
    with pytest.raises(psycopg.errors.UndefinedColumn):
        shop.seen("account", "select diet from member")


def test_what_is_not_in_the_way_stays_open_meanwhile(shop: Shop) -> None:
    files = read_files(shop.folder)
    with shop.owner.transaction():
        migration = Migration(shop.owner, files)
        migration.run(lambda: shop.owner.execute("alter table review alter body type varchar(500)"))
        with psycopg.connect(shop.fresh.superuser, options="-c lock_timeout=200ms") as reader:
            reader.execute("set role shop_for_fulfilment; set search_path = for_fulfilment")
            assert len(reader.execute("select ship_to from orders").fetchall()) == 2
            reader.rollback()
            reader.execute("set role shop_for_account; set search_path = for_account")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                reader.execute("select body from review")
        done = migration.finish()
    assert windows(done.closed) == {"for_account.review"}
    assert changes(shop) == []


def test_a_failing_migration_leaves_everything_as_it_was(shop: Shop) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        migrate_sql(
            shop.owner,
            "alter table orders alter ship_to type varchar(200); alter table no_such_table add x int",
            read_files(shop.folder),
        )
    assert changes(shop) == []
    columns = "information_schema.columns where table_schema = 'public' and table_name = 'orders'"
    query = f"select data_type from {columns} and column_name = 'ship_to'"
    assert shop.owner.execute(query).fetchall() == [("text",)]


def test_what_is_not_troths_still_stands_in_the_way(shop: Shop) -> None:
    shop.owner.execute("create view report as select ship_to from orders")
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="view or rule"):
        migrate_sql(shop.owner, "alter table orders alter ship_to type varchar(200)", read_files(shop.folder))
    assert changes(shop) == []


def test_the_migration_keeps_its_own_settings(shop: Shop) -> None:
    shop.owner.execute("create schema sales; create table sales.note (id int)")
    with shop.owner.transaction():
        shop.owner.execute("set local search_path = sales; set local lock_timeout = '7s'")
        migration = Migration(shop.owner, read_files(shop.folder))
        migration.run(lambda: shop.owner.execute("alter table public.orders alter ship_to type varchar(200)"))
        migration.finish()
        assert shop.owner.execute("select count(*) from note").fetchone() == (0,)
        assert shop.owner.execute("show lock_timeout").fetchone() == ("7s",)


@pytest.mark.parametrize(
    ("script", "ends"),
    [
        ("begin; alter table a add b int; commit;", True),
        ("alter table a add b int;\nCOMMIT", True),
        ("start transaction; select 1", True),
        ("do $$ begin update a set b = 1; end $$", False),
        ("create function f() returns int language plpgsql as $f$ begin; return 1; end; $f$", False),
        ("select 'a; commit;' -- ; commit;\n", False),
        ("savepoint a; rollback to savepoint a; rollback to a", False),
        ("/* ; commit; */ select 1", False),
    ],
)
def test_a_script_does_not_end_its_own_transaction(script: str, ends: bool) -> None:
    assert ends_transaction(script) is ends


def test_a_script_with_a_transaction_of_its_own_is_refused(shop: Shop) -> None:
    with pytest.raises(Refused, match="TR806"):
        migrate_sql(shop.owner, "begin; drop table review; commit", read_files(shop.folder))


MIGRATE = """
import psycopg, sys
with psycopg.connect(sys.argv[1], autocommit=True) as db:
    try:
        db.execute("select from for_account.orders")
        sys.exit(9)
    except psycopg.errors.UndefinedTable:
        pass
    assert db.execute("select to_regclass('for_fraud_prevention.fraud_signal')").fetchone()[0]
    db.execute("alter table orders alter ship_to type varchar(200)")
    sys.exit(int(sys.argv[2]))
"""


@pytest.mark.parametrize("exit_code", [0, 3])
def test_a_command_runs_while_the_windows_of_its_tables_are_closed(shop: Shop, exit_code: int) -> None:
    command = [sys.executable, "-c", MIGRATE, shop.fresh.url, str(exit_code)]
    done = migrate_command(shop.owner, command, read_files(shop.folder), tables=[Relation("public", "orders")])
    assert done.exit_code == exit_code
    assert {"for_account.orders", "for_fulfilment.orders", "to_carrier.orders"} <= windows(done.closed)
    assert "for_fraud_prevention.fraud_signal" not in windows(done.closed)
    assert changes(shop) == []


def test_a_closed_window_leaves_no_row_without_its_guard(shop: Shop) -> None:
    """Order lines are guarded by a look at their orders: when that look-out goes, so does their window."""
    done = migrate_command(
        shop.owner, [sys.executable, "-c", ""], read_files(shop.folder), tables=[Relation("public", "orders")]
    )
    assert "for_fulfilment.order_line" in windows(done.closed)


def test_windows_stay_closed_when_the_map_no_longer_fits(shop: Shop) -> None:
    drop = (
        f"import psycopg; psycopg.connect({shop.fresh.url!r}, autocommit=True).execute('alter table review drop body')"
    )
    with pytest.raises(Refused, match="TR808") as refused:
        migrate_command(shop.owner, [sys.executable, "-W", "ignore", "-c", drop], read_files(shop.folder))
    assert "TR302" in str(refused.value)
    with pytest.raises(psycopg.errors.UndefinedTable):
        shop.seen("account", "select 1 from member")


def test_a_command_that_cannot_start_has_failed(shop: Shop) -> None:
    done = migrate_command(shop.owner, ["/no/such/command"], read_files(shop.folder))
    assert done.exit_code == 127
    assert changes(shop) == []
