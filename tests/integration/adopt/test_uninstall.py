"""After uninstall the database is as it was before apply: its catalogue, its rows, the cluster's roles."""

from __future__ import annotations

import json
import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase
from integration.adopt.a_shop import HERE, Shop
from troth.compiler.names import Names
from troth.errors import Refused, Stale, Unavailable
from troth.postgres.embedded.server_programs import find_programs
from troth.rollout.uninstall import plan_uninstall, uninstall

SHOP = Names("shop")


def dumped(shop: Shop) -> str:
    """The whole database as a dump, without what differs from run to run."""
    command = [find_programs()["pg_dump"], shop.fresh.url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"^\\(un)?restrict .*$", "", text, flags=re.MULTILINE)


def roles(shop: Shop) -> list[tuple[object, ...]]:
    query = """select rolname, rolcanlogin, (select array_agg(setconfig) from pg_db_role_setting where setrole = r.oid)
                 from pg_roles r order by 1"""
    with psycopg.connect(shop.fresh.superuser) as chief:
        members = "select roleid::regrole::text, member::regrole::text from pg_auth_members order by 1, 2"
        return [*chief.execute(query).fetchall(), *chief.execute(members).fetchall()]


def said(shop: Shop) -> None:
    with psycopg.connect(shop.fresh.superuser, autocommit=True) as chief:
        chief.execute("insert into troth.consent_member values (1, 'newsletter', '2026-03-01T10:00Z')")


def test_everything_is_as_it_was(before: Shop, tmp_path: Path) -> None:
    was, who = dumped(before), roles(before)
    before.apply()
    said(before)
    assert dumped(before) != was
    uninstall(before.owner, plan_uninstall(before.owner, SHOP), export_to=tmp_path / "standing.jsonl")
    assert dumped(before) == was
    assert roles(before) == who
    assert plan_uninstall(before.owner, SHOP).empty
    assert list(map(str, before.plan().changes)) != []


def test_row_security_of_the_company_stays(before: Shop, tmp_path: Path) -> None:
    before.owner.execute("alter table orders enable row level security; create policy own on orders using (total > 20)")
    was = dumped(before)
    before.apply()
    uninstall(before.owner, plan_uninstall(before.owner, SHOP), export_to=tmp_path / "standing.jsonl")
    assert dumped(before) == was


def test_what_people_said_outlives_troth(alone: Shop, tmp_path: Path) -> None:
    said(alone)
    plan = plan_uninstall(alone.owner, SHOP)
    assert {str(table.relation): count for table, count in plan.standing}["troth.consent_member"] == 1
    assert "1 rows of troth.consent_member" in str(plan)
    uninstall(alone.owner, plan, export_to=tmp_path / "standing.jsonl")
    about, *lines = map(json.loads, (tmp_path / "standing.jsonl").read_text("utf-8").splitlines())
    assert about["deployment"] == "shop"
    consents = [line["row"] for line in lines if line["table"] == "consent_member"]
    assert [(row["subject"], row["purpose"]) for row in consents] == [(1, "newsletter")]
    assert "deployment" in {line["table"] for line in lines}
    assert stat.S_IMODE((tmp_path / "standing.jsonl").stat().st_mode) == 0o600


def test_nothing_changes_without_an_export(shop: Shop, tmp_path: Path) -> None:
    was, plan = dumped(shop), plan_uninstall(shop.owner, SHOP)
    (tmp_path / "there.jsonl").write_text("evidence", "utf-8")
    with pytest.raises(Refused, match="TR560"):
        uninstall(shop.owner, plan, export_to=tmp_path / "there.jsonl")
    with pytest.raises(Unavailable, match="TR561"):
        uninstall(shop.owner, plan, export_to=tmp_path / "no folder" / "there.jsonl")
    assert dumped(shop) == was
    assert (tmp_path / "there.jsonl").read_text("utf-8") == "evidence"


def test_what_was_built_upon_troth_stops_it_whole(alone: Shop, tmp_path: Path) -> None:
    alone.owner.execute(
        "grant select on for_account.member to owner; create view mine as select * from for_account.member"
    )
    was = dumped(alone)
    with pytest.raises(Unavailable, match="TR562"):
        uninstall(alone.owner, plan_uninstall(alone.owner, SHOP), export_to=tmp_path / "standing.jsonl")
    assert dumped(alone) == was
    assert list(tmp_path.glob("standing*")) == []


def test_a_plan_is_stale_once_the_database_has_changed(shop: Shop, tmp_path: Path) -> None:
    plan = plan_uninstall(shop.owner, SHOP)
    shop.owner.execute("grant select on orders to shop_sees_newsletter")
    with pytest.raises(Stale, match="TR501"):
        uninstall(shop.owner, plan, export_to=tmp_path / "standing.jsonl")


def test_roles_that_another_database_needs_stay(
    alone: Shop, another: Callable[[], FreshDatabase], tmp_path: Path
) -> None:
    with psycopg.connect(another().url, autocommit=True) as owner:
        owner.execute((HERE / "schema.sql").read_text("utf-8"))
        other = Shop(fresh=alone.fresh, owner=owner, folder=alone.folder)
        other.apply()
        plan = plan_uninstall(alone.owner, SHOP)
        assert "shop_sees_account" in plan.roles_kept
        uninstall(alone.owner, plan, export_to=tmp_path / "standing.jsonl")
        assert other.plan().empty
        last = plan_uninstall(owner, SHOP)
        assert last.roles_kept == ()
        uninstall(owner, last, export_to=tmp_path / "other.jsonl")
    with psycopg.connect(alone.fresh.superuser) as chief:
        assert chief.execute("select rolname from pg_roles where rolname ~ '^shop_'").fetchall() == []
