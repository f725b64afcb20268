"""Encryption in transit: a server with TLS, whose rules refuse plain connections, or do not; and one without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import cluster, open_folder
from integration.company import ASSETS
from proving import Proven
from troth.rollout.apply import apply
from troth.rollout.deployment import compile_for, plan_for, read_files
from troth.verify.board import Checked
from troth.verify.evidence import Status
from troth.verify.proofs.encryption import _this_one

ASKED = {"encryption": "connections"}
NOT_READING = "revoke execute on function pg_hba_file_rules() from owner; revoke select on pg_hba_file_rules from owner"
READING = "grant execute on function pg_hba_file_rules() to owner; grant select on pg_hba_file_rules to owner"


@dataclass(frozen=True)
class Secured:
    """A marketplace on a server that speaks TLS: its superuser on the local socket, its owner over the network."""

    chief: psycopg.Connection[Any]
    proven: Proven
    rules: Path

    def check(self) -> Checked:
        return self.proven.check(ASKED)

    def under(self, kind: str) -> Checked:
        """What is proved while connections over the network are of this kind."""
        before = self.rules.read_text()
        self._go_by(f"local all all scram-sha-256\n{kind} all all 127.0.0.1/32 scram-sha-256\n")
        try:
            return self.check()
        finally:
            self._go_by(before)

    def _go_by(self, rules: str) -> None:
        self.rules.write_text(rules)
        (loaded,) = self.chief.execute("select pg_conf_load_time()").fetchone() or (None,)
        self.chief.execute("select pg_reload_conf()")
        while (loaded,) == self.chief.execute("select pg_conf_load_time()").fetchone():
            pass
        self.chief.execute("select pg_sleep(0.2)")  # the process that lets connections in has read them by then


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    with open_folder() as folder, cluster(folder, encrypted=True) as server:
        if not server.encrypted and sys.platform != "linux":
            pytest.skip("no PostgreSQL with TLS is installed here")
        with (
            psycopg.connect(server.superuser_url, autocommit=True) as chief,
            psycopg.connect(server.url, autocommit=True) as owner,
        ):
            owner.execute((ASSETS / "schema.sql").read_bytes())
            declared = read_files(ASSETS / "privacy").declared
            apply(owner, plan_for(owner, declared))
            compiled, _ = compile_for(owner, declared)
            (rules,) = chief.execute("show hba_file").fetchone() or ("",)
            yield Secured(chief, Proven(owner, "owner", compiled, declared), Path(rules))


def test_a_server_that_refuses_plain_connections(secured: Secured) -> None:
    check = secured.check()
    assert check.status is Status.KEPT, check.evidence
    assert [each.says for each in check.evidence] == [
        "the server speaks TLS",
        "this connection is encrypted: TLSv1.3, TLS_AES_256_GCM_SHA384",
        "a plain connection to 127.0.0.1 was refused",
    ]


def test_its_rules_count_where_they_may_be_seen(secured: Secured) -> None:
    secured.chief.execute(READING)
    check = secured.check()
    assert "2 rules, each of which asks for TLS" in [each.says for each in check.evidence]
    secured.chief.execute(NOT_READING)


def test_a_server_that_lets_them_in(secured: Secured) -> None:
    secured.chief.execute(READING)
    check = secured.under("host")
    secured.chief.execute(NOT_READING)
    assert check.status is Status.BROKEN
    assert [each.kept for each in check.evidence] == [True, True, False, False]
    assert check.evidence[-1].says.startswith("a plain connection to 127.0.0.1 is answered: ")


def test_an_old_protocol_and_none_break_it() -> None:
    assert not _this_one({"protocol": "TLSv1.1", "cipher": "AES128-SHA"}, local=False).kept
    assert not _this_one({"protocol": None, "cipher": None}, local=False).kept
    assert _this_one({"protocol": None, "cipher": None}, local=True).kept


def test_a_server_on_a_local_socket_alone_is_unproved(proven: Proven) -> None:
    check = proven.check(ASKED)
    assert check.status is Status.UNPROVED
    assert "local socket alone" in check.missing[0]
