"""What most tests begin with leaves a database as plan and apply leave it."""

from __future__ import annotations

from pathlib import Path

import psycopg

from databases import Server, fresh_database
from integration.company import ASSETS, write_privacy
from opening import SECRET, opened, set_up
from troth.client import Troth

WRITTEN = "select policy, prefix, version, policy_file, tables_file from troth.deployment"


def test_a_set_up_leaves_what_plan_and_apply_leave(server: Server, tmp_path: Path) -> None:
    folder, left = write_privacy(tmp_path / "privacy"), []
    for way in (set_up, lambda troth: troth.apply(troth.plan())):
        with fresh_database(server) as made, psycopg.connect(made.url, autocommit=True) as owner:
            owner.execute((ASSETS / "schema.sql").read_bytes())
            with Troth(folder, made.url, secret=SECRET) as troth:
                way(troth)
                assert troth.plan().empty
                with psycopg.connect(made.superuser) as chief:
                    left.append(chief.execute(WRITTEN).fetchall())
                with troth.purpose("account") as window:
                    assert window.execute("select from member").fetchall() == []
    assert left[0] == left[1]


def test_a_second_company_of_the_same_name_shares_its_roles(server: Server, tmp_path: Path) -> None:
    folder = write_privacy(tmp_path / "privacy")
    schema = (ASSETS / "schema.sql").read_bytes()
    with opened(server, folder, schema) as first, opened(server, folder, schema) as second:
        assert first.troth.plan().empty and second.troth.plan().empty
