"""Working for one purpose: what a session sees, what it costs, what is left of it afterwards."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from integration.company import SECRET, Shop
from troth.client import Troth
from troth.errors import Refused, Unavailable
from troth.rollout.passwords import login_address


def sent(connection: psycopg.Connection[object], trace: Path) -> int:
    """How many times the traced connection waited for an answer: messages of the server that it is ready again."""
    return sum("ReadyForQuery" in line for line in trace.read_text().splitlines())


def test_a_session_is_the_window_and_nothing_else(shop: Shop) -> None:
    ana = shop.sign_up()
    with shop.troth.purpose("bookkeeping") as db:
        (user, path) = db.execute("select session_user, current_setting('search_path')").fetchone() or ()
        assert (user, path) == ("k7tracks_for_bookkeeping", "for_bookkeeping")
        row = db.execute("select * from member where member_id = %s", [ana])
        assert "email" not in [column.name for column in row.description or ()]


def test_the_transaction_is_the_block(shop: Shop) -> None:
    ana = shop.sign_up()
    change = "update member set full_name = %s where member_id = %s"
    with pytest.raises(ZeroDivisionError), shop.troth.purpose("account") as db:
        db.execute(change, ["lost", ana])
        raise ZeroDivisionError
    with shop.troth.purpose("account") as db:
        assert db.execute("select full_name from member where member_id = %s", [ana]).fetchone() == (f"Member {ana}",)
        db.execute(change, ["kept", ana])
        with pytest.raises(psycopg.errors.DivisionByZero), db.transaction():
            db.execute(change, ["lost", ana])
            db.execute("select 1 / 0")
        for end in (db.commit, db.rollback):
            with pytest.raises(psycopg.ProgrammingError, match="`with` block"):
                end()
    with shop.troth.purpose("account") as db:
        assert db.execute("select full_name from member where member_id = %s", [ana]).fetchone() == ("kept",)


def test_a_session_waits_for_the_server_no_more_often_than_psycopg(shop: Shop, tmp_path: Path) -> None:
    query = "select full_name from member limit 1"
    waits = {}
    address = login_address(shop.database.url, "k7tracks_for_account", SECRET)
    with psycopg.connect(address) as bare, (tmp_path / "bare").open("w") as file:
        bare.pgconn.trace(file.fileno())
        bare.execute(query)
        bare.commit()
        bare.pgconn.untrace()
        waits["bare"] = sent(bare, tmp_path / "bare")
    with shop.troth.purpose("account", actor="ana"):
        pass
    pool = shop.troth._logins._pools["k7tracks_for_account"]
    kept = pool.getconn()
    with (tmp_path / "window").open("w") as file:
        kept.pgconn.trace(file.fileno())
        pool.putconn(kept)
        with shop.troth.purpose("account", actor="ana") as db:
            assert db is kept
            db.execute(query)
        kept.pgconn.untrace()
    waits["window"] = sent(kept, tmp_path / "window")
    assert waits == {"bare": 3, "window": 3}


def test_the_actor_is_seen_and_gone_afterwards(shop: Shop) -> None:
    with shop.troth.purpose("account", actor="ana o'hara") as db:
        (name, actor) = (
            db.execute("select current_setting('application_name'), current_setting('troth.actor')").fetchone() or ()
        )
        assert (name, actor) == ("troth: ana o'hara", "ana o'hara")
    with shop.troth.purpose("account") as db:
        (name, actor) = (
            db.execute("select current_setting('application_name'), current_setting('troth.actor', true)").fetchone()
            or ()
        )
        assert (name, actor or "") == ("troth", "")


def test_nothing_is_left_for_the_next_session(shop: Shop) -> None:
    shop.owner.execute(sql.SQL("grant temporary on database {} to public").format(sql.Identifier(shop.database.name)))
    with shop.troth.purpose("support") as db:
        (first,) = db.execute("select pg_backend_pid()").fetchone() or ()
        db.execute("create temporary table member as select 'forged' as full_name")
        db.execute("set search_path = pg_catalog; set timezone = 'Asia/Tokyo'")
    with shop.troth.purpose("support") as db:
        (second, path, zone) = (
            db.execute(
                "select pg_backend_pid(), current_setting('search_path'), current_setting('timezone')"
            ).fetchone()
            or ()
        )
        assert second == first
        assert path == "for_support" and zone != "Asia/Tokyo"
        assert not db.execute("select from member where full_name = 'forged'").fetchall()


def test_connections_are_shared_and_few(shop: Shop) -> None:
    seen: set[int] = set()

    def work() -> None:
        for _ in range(5):
            with shop.troth.purpose("dispute_handling") as db:
                seen.add((db.execute("select pg_backend_pid()").fetchone() or (0,))[0])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert 1 <= len(seen) <= 4


def test_a_broken_connection_is_passed_over(shop: Shop) -> None:
    with shop.troth.purpose("fraud_prevention") as db:
        (pid,) = db.execute("select pg_backend_pid()").fetchone() or ()
    shop.chief.execute("select pg_terminate_backend(%s, 5000)", [pid])
    with shop.troth.purpose("fraud_prevention") as db:
        assert db.execute("select pg_backend_pid()").fetchone() != (pid,)


def test_an_unknown_purpose(shop: Shop) -> None:
    with pytest.raises(Refused) as problem, shop.troth.purpose("acount"):
        pass
    (finding,) = problem.value.findings
    assert (finding.code, finding.hint) == ("TR617", "did you mean `account`?")


def test_another_secret_cannot_log_in_and_is_not_shown(shop: Shop) -> None:
    other = Troth(shop.folder, shop.database.url, secret="quite another secret")
    with other, pytest.raises(Unavailable) as problem, other.purpose("account"):
        pass
    (finding,) = problem.value.findings
    assert finding.code == "TR618" and "secret" in finding.hint
    assert "quite" not in str(finding) and "password=" not in str(finding)


def test_after_closing_nothing_is_opened(shop: Shop) -> None:
    other = Troth(shop.folder, shop.database.url, secret=SECRET)
    with other.purpose("account"):
        pass
    other.close()
    with pytest.raises(Unavailable) as problem, other.purpose("account"):
        pass
    assert problem.value.findings[0].code == "TR619"
