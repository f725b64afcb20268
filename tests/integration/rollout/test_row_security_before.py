"""A company that had row security before: its policies go on deciding for its own roles, and stay when Troth goes."""

from __future__ import annotations

from pathlib import Path

import psycopg

from databases import FreshDatabase
from integration.company import ASSETS
from troth.client import Troth
from troth.compiler.names import Names
from troth.rollout.uninstall import plan_uninstall, uninstall


def test_the_companys_own_policies_stand(fresh: FreshDatabase, tmp_path: Path) -> None:
    with (
        psycopg.connect(fresh.superuser, autocommit=True) as chief,
        psycopg.connect(fresh.url, autocommit=True) as owner,
    ):
        owner.execute((ASSETS / "schema.sql").read_bytes())
        owner.execute("insert into member (full_name, email) values ('Ana', 'a@example.org'), ('Bo', 'b@example.org')")
        owner.execute("create role shop_app login")
        owner.execute("grant select on member to shop_app")
        owner.execute("alter table member enable row level security")
        owner.execute("create policy only_ana on member for select to shop_app using (full_name = 'Ana')")

        def seen_by_the_app() -> list[tuple[str]]:
            with chief.transaction(force_rollback=True):
                chief.execute("set local role shop_app")
                return chief.execute("select full_name from member").fetchall()

        with Troth(ASSETS / "privacy", fresh.url, secret="s") as troth:
            troth.apply(troth.plan())
            assert troth.plan().empty
            assert seen_by_the_app() == [("Ana",)]
            with troth.purpose("account") as db:
                assert db.execute("select count(*) from member").fetchone() == (2,)
            uninstall(owner, plan_uninstall(owner, Names("k7tracks")), export_to=tmp_path / "standing.json")
        assert seen_by_the_app() == [("Ana",)]
        left = "select relname, polname from pg_policy join pg_class on polrelid = pg_class.oid"
        assert owner.execute(left).fetchall() == [("member", "only_ana")]
        on = "select relname::text from pg_class where relrowsecurity"
        assert owner.execute(on).fetchall() == [("member",)]
        chief.execute("drop owned by shop_app")
        chief.execute("drop role shop_app")
