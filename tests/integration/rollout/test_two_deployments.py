"""Staging beside production: two deployments in one cluster, under two prefixes, know nothing of each other."""

from __future__ import annotations

from pathlib import Path

import psycopg

from databases import Server, fresh_database
from integration.company import ASSETS
from troth.client import Troth
from troth.compiler.names import Names
from troth.rollout.uninstall import plan_uninstall, uninstall


def test_each_has_roles_of_its_own(server: Server, tmp_path: Path) -> None:
    with fresh_database(server) as live, fresh_database(server) as staging:
        for made in (live, staging):
            with psycopg.connect(made.url, autocommit=True) as owner:
                owner.execute((ASSETS / "schema.sql").read_bytes())
                owner.execute("insert into member (full_name, email) values (%s, %s)", [made.name, "a@example.org"])
        with (
            Troth(ASSETS / "privacy", live.url, prefix="live", secret="one") as production,
            Troth(ASSETS / "privacy", staging.url, prefix="staging", secret="two") as rehearsal,
        ):
            for troth in (production, rehearsal):
                troth.apply(troth.plan())
            for troth, made in ((production, live), (rehearsal, staging)):
                assert troth.plan().empty
                assert troth.verify().sound
                with troth.purpose("account") as db:
                    assert db.execute("select full_name, current_user::text from member").fetchall() == [
                        (made.name, f"{troth.prefix}_for_account")
                    ]
            production.subject("member", 1).consent("newsletter")
            assert not rehearsal.subject("member", 1).standing().consents
            for troth in (production, rehearsal):
                with troth.owner() as owner:
                    names = Names(troth.prefix or "")
                    uninstall(owner, plan_uninstall(owner, names), export_to=tmp_path / f"{names.prefix}.json")
                    left = "select count(*) from pg_roles where starts_with(rolname, %s)"
                    assert owner.execute(left, [f"{names.prefix}_"]).fetchone() == (0,)
