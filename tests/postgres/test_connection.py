"""Connecting: each reason why it cannot be is its own finding, and none shows a password."""

from __future__ import annotations

import socket
import time

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from databases import FreshDatabase, cluster, open_folder
from troth.errors import Unavailable
from troth.postgres import connection
from troth.postgres.connection import connect
from troth.postgres.logins import Logins


def test_it_says_who_it_is(database: str) -> None:
    with connect(database) as opened:
        assert opened.execute("select current_setting('application_name')").fetchone() == ("troth",)
    with connect(database, application_name="a test", autocommit=True) as opened:
        assert opened.autocommit
        assert opened.execute("select current_setting('application_name')").fetchone() == ("a test",)


def test_no_server() -> None:
    with pytest.raises(Unavailable, match=r"\[TR601\].*\n.*host=127.0.0.1 port=1 dbname=shop user=ana") as refused:
        connect("postgresql://ana:s3cret@127.0.0.1:1/shop")
    assert "s3cret" not in str(refused.value)


def test_a_server_that_answers_and_refuses_what_the_environment_sets(
    fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c role=pg_database_owner")
    with pytest.raises(Unavailable, match=r"(?s)\[TR601\].*unset PGOPTIONS"):
        connect(make_conninfo(fresh.url, dbname="postgres"))


def test_a_wrong_password(fresh: FreshDatabase) -> None:
    with pytest.raises(Unavailable, match=r"\[TR602\]") as refused:
        connect(make_conninfo(fresh.url, password="gu3ssed"))
    assert "gu3ssed" not in str(refused.value)


def test_a_role_that_does_not_exist_or_may_not_log_in(fresh: FreshDatabase) -> None:
    with psycopg.connect(fresh.superuser) as chief:
        chief.execute("create role asleep nologin password 'x'")
    for role in ("nobody_at_all", "asleep"):
        with pytest.raises(Unavailable, match=rf"\[TR602\].*{role}"):
            connect(fresh.login(role, "x"))


def test_a_role_that_does_not_exist_where_no_password_is_asked() -> None:
    with open_folder() as folder:
        trusting = folder / "hba.conf"
        trusting.write_text("local all all trust")
        refused = pytest.raises(Unavailable, match=r"\[TR602\].*nobody_at_all")
        with cluster(folder, hba_file=str(trusting)) as server, refused:
            connect(make_conninfo(server.url, user="nobody_at_all"))


def test_no_password_at_all(fresh: FreshDatabase) -> None:
    with pytest.raises(Unavailable, match=r"\[TR602\]"):
        connect(make_conninfo(fresh.url, password="", passfile="/dev/null"))


def test_no_such_database(fresh: FreshDatabase) -> None:
    with pytest.raises(Unavailable, match=r'\[TR604\].*"nowhere" does not exist'):
        connect(make_conninfo(fresh.url, dbname="nowhere"))


def test_an_old_server(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OLDEST", 990000)  # there is no older server to be had
    with pytest.raises(Unavailable, match=r"\[TR603\] error: PostgreSQL \d+ is too old"):
        connect(database)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ana:s3c/ret@host/shop",
        "postgresql://ana:s3c%ret@host/shop",
        "postgresql://ana:s3c@ret@host/shop",
        "postgresql://ana:12/s3cret@host/shop",
        "postgresql://ana:s3cret/shop",
        "password='s3cret host=here",
        "s3cret",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(address: str) -> None:
    with pytest.raises(Unavailable) as refused:
        connect(address)
    assert refused.value.findings[0].code == "TR605"
    assert "s3c" not in str(refused.value)
    assert "ret" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_an_address_says_how_long_to_wait_for_its_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"host=127.0.0.1 port={silent.getsockname()[1]} dbname=shop user=ana connect_timeout=2"
        began = time.monotonic()
        with Logins(lambda _: address) as logins, pytest.raises(Unavailable, match="TR601"), logins.transaction("ana"):
            raise AssertionError
        assert time.monotonic() - began < 8
