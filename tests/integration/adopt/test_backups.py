"""A company's own backups keep working: dumped and restored by the plain owner, standing included."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase, Server, cluster, open_folder
from integration.adopt.a_shop import Shop
from troth.adopt.roles import make_roles
from troth.policy.load import load_policy
from troth.postgres.embedded.server_programs import find_programs
from troth.postgres.objects import Role

WINDOWS = {
    "account": "select full_name, email from member order by member_id",
    "newsletter": "select full_name, email from member order by member_id",
    "fulfilment": "select ship_to, total from orders order by order_id",
}


def pg(program: str, *arguments: str) -> None:
    done = subprocess.run([find_programs()[program], *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "error" not in done.stderr, done.stderr[-3000:]


def lived_in(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    """One member consents to the newsletter, another objects to their account's purpose; what is then seen."""
    with psycopg.connect(shop.fresh.superuser, autocommit=True) as chief:
        chief.execute("insert into troth.consent_member values (1, 'newsletter', now())")
        ended = "insert into troth.hidden_member (subject, scope, cause, reference) values (2, 'account', 'ended', 1)"
        chief.execute(ended)
        columns = "subject, word, detail, policy_version, actor"
        chief.execute(f"insert into troth.history_member ({columns}) values (1, 'consent', '{{}}', 1, 'ana')")
    seen = {purpose: shop.seen(purpose, query) for purpose, query in WINDOWS.items()}
    assert [len(rows) for rows in seen.values()] == [2, 1, 2]
    return seen


def test_restored_in_the_same_cluster(alone: Shop, another: Callable[[], FreshDatabase], tmp_path: Path) -> None:
    seen = lived_in(alone)
    dump = str(tmp_path / "shop.dump")
    pg("pg_dump", "--format=custom", f"--file={dump}", alone.fresh.url)
    copy = another()
    pg("pg_restore", f"--dbname={copy.url}", dump)
    with psycopg.connect(copy.url, autocommit=True) as owner:
        restored = Shop(fresh=copy, owner=owner, folder=alone.folder)
        # A role's search path is set per database, and lies outside of every dump.
        assert {type(change.wanted) for change in restored.plan().changes} == {Role}
        assert {purpose: restored.seen(purpose, query) for purpose, query in WINDOWS.items()} == seen
        restored.apply()
        assert list(map(str, restored.plan().changes)) == []
        assert {purpose: restored.seen(purpose, query) for purpose, query in WINDOWS.items()} == seen
        assert owner.execute("select actor from troth.history_member").fetchall() == [("ana",)]


@pytest.mark.slow
def test_restored_in_a_new_cluster(alone: Shop, server: Server, tmp_path: Path) -> None:
    if server.shared:
        pytest.skip("needs a second cluster with the same owner")
    seen = lived_in(alone)
    dump = str(tmp_path / "shop.dump")
    pg("pg_dump", "--format=custom", f"--file={dump}", alone.fresh.url)
    with open_folder() as place, cluster(place) as there, psycopg.connect(there.url, autocommit=True) as owner:
        fresh = replace(alone.fresh, name="troth", url=there.url, superuser=there.superuser_url)
        made = make_roles(owner, load_policy(alone.folder / "policy.yaml"))
        assert "shop_sees_account" in made
        assert make_roles(owner, load_policy(alone.folder / "policy.yaml")) == ()
        pg("pg_restore", f"--dbname={there.url}", dump)
        restored = Shop(fresh=fresh, owner=owner, folder=alone.folder)
        restored.owner.execute("analyze")
        assert list(map(str, restored.plan().changes)) == []
        assert {purpose: restored.seen(purpose, query) for purpose, query in WINDOWS.items()} == seen
