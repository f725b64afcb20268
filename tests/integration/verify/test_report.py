"""What a report says as a whole: whether it is as promised, of whom it speaks, and when nothing was applied yet."""

from __future__ import annotations

import json

import psycopg

from shops import MARKETPLACE, Shop
from troth.findings import Level
from troth.rollout.deployment import compile_for, read_files
from troth.verify.drift import verify


def test_a_freshly_applied_database_is_as_promised(shop: Shop) -> None:
    report = shop.report()
    assert report.sound
    assert str(report).splitlines()[-1].startswith("As promised")
    assert report.speaks.owners == (shop.database.owner,)
    assert "k7tracks_for_account" in report.speaks.roles
    assert "k7tracks_to_carrier" in report.speaks.roles
    assert "k7tracks_sees_account" not in report.speaks.roles
    assert json.loads(json.dumps(report.to_json()))["sound"] is True


def test_how_backups_keep_working_is_always_said(shop: Shop) -> None:
    (note,) = [finding for finding in shop.report().findings if finding.code == "TR540"]
    assert note.level is Level.NOTE
    assert shop.database.owner in note.message


def test_a_role_with_bypassrls_is_named(shop: Shop) -> None:
    shop.run("create role dumper bypassrls", chief=True)
    assert shop.report().speaks.bypass_rls == ("dumper",)
    shop.run("drop role dumper", chief=True)


def test_a_database_without_the_policy_has_one_finding(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute((MARKETPLACE / "schema.sql").read_text())
        declared = read_files(MARKETPLACE / "privacy").declared
        compiled, _ = compile_for(owner, declared)
        report = verify(owner, compiled, declared=declared)
    assert [finding.code for finding in report.findings] == ["TR513"]
    assert not report.sound


def test_a_verification_changes_nothing(shop: Shop) -> None:
    count = "select count(*), max(oid) from pg_catalog.pg_class where relnamespace <> 'pg_toast'::regnamespace"
    with psycopg.connect(shop.database.url, autocommit=True) as owner:
        before = owner.execute(count).fetchone()
        shop.report()
        assert owner.execute(count).fetchone() == before
