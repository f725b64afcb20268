"""Working for several purposes in one transaction, through the gate."""

from __future__ import annotations

import psycopg
import pytest

from integration.company import Shop
from troth.errors import NotForThisPurpose, Refused


def test_switching_changes_what_is_seen_in_the_same_transaction(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana)
    with shop.troth.purposes("account", "fulfilment") as db:
        db.execute("update member set full_name = 'New Name' where member_id = %s", [ana])
        assert db.execute("select email from member where member_id = %s", [ana]).fetchone()
        (before,) = db.execute("select pg_current_xact_id()").fetchone() or ()
        db.switch("fulfilment")
        names = db.execute(
            "select full_name, ship_to from orders join member on member_id = buyer_id where order_id = %s", [order]
        )
        assert names.fetchone() == ("New Name", "A street")
        assert db.execute("select current_user, pg_current_xact_id()").fetchone() == ("k7tracks_for_fulfilment", before)


def test_the_gate_itself_sees_nothing_and_inherits_nothing(shop: Shop) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), shop.troth._logins.transaction("k7tracks_gate") as db:
        db.execute("select * from for_account.member")
    with pytest.raises(NotForThisPurpose), shop.troth.purposes("account", "bookkeeping") as db:
        db.execute("select * from for_bookkeeping.member")


def test_a_refusal_speaks_of_the_purpose_at_that_moment(shop: Shop) -> None:
    with pytest.raises(NotForThisPurpose) as problem, shop.troth.purposes("account", "bookkeeping") as db:
        db.execute("select email from member")
        db.switch("bookkeeping")
        db.execute("select email from member")
    (finding,) = problem.value.findings
    assert finding.code == "TR610" and "`bookkeeping`" in finding.message


def test_only_to_the_purposes_that_were_named(shop: Shop) -> None:
    with pytest.raises(Refused) as problem, shop.troth.purposes("account") as db:
        db.switch("bookkeeping")
    assert problem.value.findings[0].code == "TR617"
    for names in ((), ("account", "nothing")):
        with pytest.raises(Refused), shop.troth.purposes(*names):
            pass


def test_the_next_transaction_of_the_gate_starts_afresh(shop: Shop) -> None:
    with shop.troth.purposes("account") as db:
        (first,) = db.execute("select pg_backend_pid()").fetchone() or ()
    with shop.troth._logins.transaction("k7tracks_gate") as db:
        assert db.execute("select pg_backend_pid(), current_user").fetchone() == (first, "k7tracks_gate")
