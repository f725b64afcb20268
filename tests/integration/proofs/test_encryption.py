"""Encryption in transit: a server with TLS, whose rules refuse plain connections, or do not; and one without."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from integration.encrypted import Secured, secured_marketplace
from proving import Proven
from troth.verify.evidence import Status
from troth.verify.proofs.encryption import _this_one

ASKED = {"encryption": "connections"}
NOT_READING = "revoke execute on function pg_hba_file_rules() from owner; revoke select on pg_hba_file_rules from owner"
READING = "grant execute on function pg_hba_file_rules() to owner; grant select on pg_hba_file_rules to owner"


@pytest.fixture(scope="module")
def secured() -> Iterator[Secured]:
    with secured_marketplace() as made:
        if made is None:
            assert sys.platform != "linux"
            pytest.skip("no PostgreSQL with TLS is installed here")
        yield made


def test_a_server_that_refuses_plain_connections(secured: Secured) -> None:
    check = secured.proven.check(ASKED)
    assert check.status is Status.KEPT, check.evidence
    assert [each.says for each in check.evidence] == [
        "the server speaks TLS",
        "this connection is encrypted: TLSv1.3, TLS_AES_256_GCM_SHA384",
        "a plain connection to 127.0.0.1 was refused",
    ]


def test_its_rules_count_where_they_may_be_seen(secured: Secured) -> None:
    secured.chief.execute(READING)
    check = secured.proven.check(ASKED)
    assert "2 rules, each of which asks for TLS" in [each.says for each in check.evidence]
    secured.chief.execute(NOT_READING)


def test_a_server_that_lets_them_in(secured: Secured) -> None:
    secured.chief.execute(READING)
    with secured.under("host"):
        check = secured.proven.check(ASKED)
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
