"""The running application's statements, as PostgreSQL logged them, each with the windows that could run it."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest

from databases import cluster, open_folder
from integration.adopt.a_shop import HERE, Shop
from troth.adopt.logs import Logged, read_log
from troth.adopt.observe import Observed, observe
from troth.postgres.catalogue import Relation

ORDERS, MEMBER = Relation("public", "orders"), Relation("public", "member")


def of(shop: Shop, *texts: str) -> Observed:
    (only,) = observe(shop.owner, shop.compiled(), [Logged(text=text) for text in texts]).statements
    return only


def test_the_window_that_runs_a_statement_is_named(shop: Shop) -> None:
    found = of(shop, "select ship_to from orders where order_id = 1", "select ship_to from orders where order_id = 2")
    assert (found.count, found.windows) == (2, ("account", "fulfilment"))
    assert found.touches == {ORDERS: ("order_id", "ship_to")}
    assert found.text == "select ship_to from orders where order_id = ?"


def test_what_each_near_window_lacks_is_named(shop: Shop) -> None:
    found = of(
        shop, "select m.email, o.total from member m join orders o on o.buyer_id = m.member_id where m.phone = $1"
    )
    assert found.windows == ()
    assert found.missing == {
        "account": ("orders.total",),
        "fulfilment": ("member.email", "member.phone"),
        "newsletter": ("orders", "member.phone"),
    }
    assert "account lacks orders.total" in str(found)


def test_a_right_to_write_is_asked_for_too(shop: Shop) -> None:
    assert of(shop, "update member set phone = 'x' where member_id = 1").windows == ("account",)
    refused = of(shop, "delete from member where member_id = 1")
    assert refused.windows == ()
    assert refused.missing is not None
    assert refused.missing["account"] == ("the right to delete there",)


def test_a_schema_before_the_table_is_said(shop: Shop) -> None:
    found = of(shop, "select full_name from public.member")
    assert (found.windows, found.windows_unqualified) == ((), ("account", "fulfilment", "newsletter"))
    assert found.served


def test_a_statement_that_no_window_could_run(shop: Shop) -> None:
    found = of(shop, 'select note from "Support Case"')
    assert not found.served
    assert "no window shows any of it" in str(found)


@pytest.mark.parametrize(
    "hostile",
    [
        "select 1; drop table review",
        "select 1 from member; delete from member",
        "with gone as (delete from review returning 1) select count(*) from gone",
        "(analyze) delete from review",
        "explain analyze delete from review",
    ],
)
def test_nothing_of_a_log_is_run(shop: Shop, hostile: str) -> None:
    observe(shop.owner, shop.compiled(), [Logged(text=hostile)])
    assert shop.owner.execute("select count(*) from review").fetchone() == (2,)
    assert shop.owner.execute("select count(*) from pg_prepared_statements").fetchone() == (0,)
    assert shop.owner.execute("show transaction_read_only").fetchone() == ("off",)


def test_no_value_is_printed(shop: Shop) -> None:
    texts = ["select 1 from member where email = 'zz-secret'", "select 'zz-secret'::int from member", "select zz("]
    found = observe(shop.owner, shop.compiled(), [Logged(text=text) for text in texts])
    assert "zz-secret" not in f"{found}{found.to_json()}{found!r}"
    assert len(found.statements) == 3


def test_others_are_counted_and_the_rest_left_out(shop: Shop) -> None:
    texts = ["begin", "commit", "create table x (id int)", "copy member to stdout", "select 1", "set role x"]
    log = [*[Logged(text=text) for text in texts], Logged(text="select 1 from member", user="bob")]
    found = observe(shop.owner, shop.compiled(), log, user=None)
    assert found.others == {"create": 1, "copy": 1}
    assert [one.count for one in found.statements] == [1]
    assert observe(shop.owner, shop.compiled(), log, user="ana").statements == ()


@pytest.mark.slow
@pytest.mark.parametrize(("form", "ending"), [("stderr", "log"), ("csvlog", "csv"), ("jsonlog", "json")])
def test_a_real_log(shop: Shop, form: str, ending: str) -> None:
    with open_folder() as place:
        settings = {"logging_collector": "on", "log_destination": form, "log_statement": "all", "log_file_mode": "0644"}
        settings |= {"log_directory": "log", "log_filename": "statements.log", "log_line_prefix": "%m [%p] %q%u@%d "}
        with cluster(place, **settings) as there, psycopg.connect(there.url, autocommit=True) as owner:
            owner.execute((HERE / "schema.sql").read_text("utf-8"))
            owner.execute("select ship_to\nfrom orders where order_id = 7")
            owner.execute("update orders set total = %s where order_id = %s", [12, 7])
            (path,) = list(Path(place).rglob(f"statements.{ending}" if form != "stderr" else "statements.log"))
            deadline = time.monotonic() + 5
            while "update orders" not in path.read_text("utf-8") and time.monotonic() < deadline:
                time.sleep(0.05)
            with path.open(encoding="utf-8") as lines:
                logged = [one for one in read_log(lines) if "orders" in one.text]
    texts = [one.text for one in logged if not one.text.startswith("--")]
    assert texts == [
        "select ship_to\nfrom orders where order_id = 7",
        "update orders set total = $1 where order_id = $2",
    ]
    statements = observe(shop.owner, shop.compiled(), [Logged(text=text) for text in texts]).statements
    assert [one.windows for one in statements] == [("account", "fulfilment"), ("fulfilment",)]
