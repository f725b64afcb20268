"""An embedded PostgreSQL over a network: encrypted or refused, with a password, to the right server alone."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import cluster, open_folder
from troth.postgres.embedded import server as embedded
from troth.postgres.embedded.encrypted import CERTIFICATE, KEY
from troth.postgres.embedded.server import EmbeddedServer, embedded_database
from troth.postgres.embedded.server_programs import find_programs

pytestmark = pytest.mark.skipif(
    not find_programs(encrypted=True).speak_tls and sys.platform != "linux", reason="no PostgreSQL with TLS here"
)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    with open_folder() as folder, cluster(folder, encrypted=True) as running:
        yield running


def refusal(url: str, **other: str) -> str:
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(make_conninfo(url, **other), connect_timeout=5)
    return str(refused.value)


def told(url: str, query: str) -> object:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    assert row
    return row[0]


def test_its_owner_is_connected_over_tls(server: EmbeddedServer) -> None:
    assert server.encrypted
    assert conninfo_to_dict(server.url)["host"] == "127.0.0.1"
    assert told(server.url, "select version from pg_stat_ssl where pid = pg_backend_pid()") == "TLSv1.3"
    assert told(server.superuser_url, "show listen_addresses") == "127.0.0.1"


def test_nothing_plain_gets_in(server: EmbeddedServer) -> None:
    assert "no encryption" in refusal(server.url, sslmode="disable", channel_binding="disable")


def test_nobody_gets_in_without_the_password(server: EmbeddedServer) -> None:
    assert "password authentication failed" in refusal(server.url, password="guessed")
    assert "no password supplied" in refusal(server.url, password="", passfile="/nowhere")
    rules = "select count(*) from pg_hba_file_rules where auth_method not in ('scram-sha-256', 'reject')"
    assert told(server.superuser_url, rules) == 0


def test_the_superuser_stays_on_the_local_socket(server: EmbeddedServer) -> None:
    chief = conninfo_to_dict(server.superuser_url)
    said = refusal(server.url, user=str(chief["user"]), password=str(chief["password"]))
    assert "pg_hba.conf rejects connection" in said
    assert str(chief["host"]).startswith("/")


def test_its_key_is_for_the_server_alone(server: EmbeddedServer) -> None:
    data = (server.folder / "data").resolve()
    key = (data / KEY).stat()
    assert stat.S_IMODE(key.st_mode) == 0o600
    assert key.st_uid == data.stat().st_uid
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_a_new_start_has_a_new_certificate_and_the_same_data() -> None:
    with open_folder() as folder:
        with cluster(folder, encrypted=True) as first:
            with psycopg.connect(first.url) as connection:
                connection.execute("create table kept as select 7 as number")
            before = folder / "before.crt"
            before.write_bytes((first.folder / "data" / CERTIFICATE).read_bytes())
        with cluster(folder, encrypted=True) as second:
            assert told(second.url, "select number from kept") == 7
            assert "certificate verify failed" in refusal(second.url, sslrootcert=str(before))


def test_another_server_is_not_taken_for_it(server: EmbeddedServer) -> None:
    with open_folder() as folder, cluster(folder, encrypted=True) as other:
        port = str(conninfo_to_dict(other.url)["port"])
        assert port != conninfo_to_dict(server.url)["port"]
        assert "certificate verify failed" in refusal(server.url, port=port)


def test_the_plain_server_of_a_folder_is_another_one() -> None:
    with open_folder() as folder, cluster(folder) as plain, cluster(folder, encrypted=True) as encrypted:
        assert not plain.encrypted
        assert plain.folder != encrypted.folder
        assert told(plain.superuser_url, "show listen_addresses") == ""


def test_programs_without_tls_stay_on_the_local_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = find_programs()
    if programs.speak_tls:
        pytest.skip("the first programs here speak TLS")
    monkeypatch.setenv("TROTH_PG_BIN", str(programs.folder))
    with open_folder() as folder, cluster(folder, encrypted=True) as server:
        assert not server.encrypted
        assert told(server.superuser_url, "show listen_addresses") == ""
        assert str(conninfo_to_dict(server.url)["host"]).startswith("/")


def test_a_port_that_somebody_takes_meanwhile(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = iter([int(str(conninfo_to_dict(server.url)["port"])), embedded._free_port()])
    monkeypatch.setattr(embedded, "_free_port", lambda: next(ports))
    with open_folder() as folder:
        other = embedded_database(Path(folder), fast=True, linger=0.5, encrypted=True)
        assert told(other.url, "select 1") == 1
        other.stop()
