"""The passwords of the windows are worked out from one secret, and no one but their user ever sees them."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from databases import Server
from integration.company import ASSETS, SECRET, Shop, write_privacy
from troth.client import Troth
from troth.errors import Unavailable
from troth.postgres.embedded.server import embedded_database
from troth.rollout.passwords import find_secret, login_address, window_password


def test_every_login_has_its_own_password(shop: Shop) -> None:
    logins = [name for (name,) in shop.chief.execute(
        "select rolname from pg_roles where rolname ~ '^k7tracks_' and rolcanlogin order by 1")]  # fmt: skip
    assert len({window_password(SECRET, login) for login in logins}) == len(logins) > 5
    for login in logins:
        with psycopg.connect(login_address(shop.database.url, login, SECRET)) as connection:
            assert connection.info.user == login
    mixed = shop.database.login(logins[0], window_password(SECRET, logins[1]))
    with pytest.raises(psycopg.OperationalError), psycopg.connect(mixed):
        pass


def test_the_server_keeps_a_verifier_and_not_the_password(shop: Shop) -> None:
    stored = shop.chief.execute(
        "select rolname, rolpassword from pg_authid where rolname ~ '^k7tracks_' and rolcanlogin"
    ).fetchall()
    assert stored
    for login, verifier in stored:
        assert verifier.startswith("SCRAM-SHA-256$")
        assert window_password(SECRET, login) not in verifier


def test_no_password_in_the_log_nor_in_the_list_of_sessions(tmp_path_factory: pytest.TempPathFactory) -> None:
    with tempfile.TemporaryDirectory(prefix="troth-tests-") as folder:
        Path(folder).chmod(0o711)
        everything = {"log_statement": "all", "log_min_duration_statement": "0", "log_connections": "on"}
        with embedded_database(Path(folder), fast=True, settings=everything, linger=0.5) as server:
            with psycopg.connect(server.url, autocommit=True) as owner:
                owner.execute((ASSETS / "schema.sql").read_bytes())
            with Troth(write_privacy(tmp_path_factory.mktemp("p")), server.url, secret=SECRET) as troth:
                troth.apply(troth.plan())
                with (
                    troth.purpose("account", actor="ana"),
                    troth.purposes("account"),
                    psycopg.connect(server.superuser_url) as chief,
                ):
                    sessions = str(chief.execute("select * from pg_stat_activity").fetchall())
                troth_logins = list(troth._logins._pools)
            log = (server.folder / "server.log").read_text(errors="replace")
            server.stop()
    assert troth_logins == ["k7tracks_for_account", "k7tracks_gate"]
    assert "troth: ana" in sessions and "alter role" in log and "for_account" in log
    for told in (sessions, log):
        assert SECRET not in told
        assert not [login for login in troth_logins if window_password(SECRET, login) in told]


def test_where_the_secret_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere"
    file.write_text("in a file\n")
    home = tmp_path / ".troth"
    environment = {"TROTH_SECRET": "in the environment", "TROTH_SECRET_FILE": str(file)}
    assert find_secret("given", home, environment) == "given"
    assert find_secret(None, home, environment) == "in the environment"
    del environment["TROTH_SECRET"]
    assert find_secret(None, home, environment) == "in a file"
    for empty in ({"TROTH_SECRET": ""}, {"TROTH_SECRET_FILE": ""}):
        assert find_secret(None, home, empty) is None
    assert find_secret("", home, {"TROTH_SECRET": "x"}) is None
    assert not home.exists()
    made = find_secret(None, home, {})
    assert made and len(made) > 30 and find_secret(None, home, {}) == made
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert os.listdir(home) == ["secret"]  # noqa: PTH208


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_a_secret_that_cannot_be_read(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "secret"
    if text is not None:
        file.write_text(text)
    with pytest.raises(Unavailable) as problem:
        find_secret(None, tmp_path, {"TROTH_SECRET_FILE": str(file)})
    assert problem.value.findings[0].code == "TR620"


def test_the_operator_may_set_the_passwords(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.chief.execute("alter role k7tracks_for_support password 'the operator''s own'")
    passes = tmp_path / "pgpass"
    passes.write_text("*:*:*:k7tracks_for_support:the operator's own\n")
    passes.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passes))
    with Troth(shop.folder, shop.database.url, secret="") as troth:
        troth.apply(troth.plan())
        with troth.purpose("support") as db:
            assert db.execute("select current_user").fetchone() == ("k7tracks_for_support",)


def test_a_new_secret_is_applied_though_nothing_else_changes(server: Server, shop: Shop) -> None:
    with Troth(shop.folder, shop.database.url, secret="the next one") as troth:
        plan = troth.plan()
        assert plan.empty
        troth.apply(plan)
        with troth.purpose("account") as db:
            assert db.execute("select current_user").fetchone() == ("k7tracks_for_account",)
