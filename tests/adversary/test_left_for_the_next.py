"""Attempt: leave something in a connection for whoever is given it next, or for the desk to stumble over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adversary.market import ANA, PREFIX, Market, market_files
from adversary.test_tickets import pads, words
from troth.compiler.names import Names
from troth.postgres import logins
from troth.postgres.logins import Logins
from troth.rollout.deployment import read_files
from troth.session import sessions
from troth.session.sessions import Sessions

LOOK = "select full_name from member"
HIJACK = """
deallocate _pg3_0;
prepare _pg3_0 as select full_name, pg_advisory_lock(1101, hashtext(full_name)) from member
"""
LOCKED = "select objid from pg_locks where locktype = 'advisory' and classid = 1101"


@contextmanager
def opened(market: Market, folder: Path) -> Iterator[Sessions]:
    """The marketplace's windows, each with one connection that all share."""
    declared = read_files(market_files(folder)).declared
    with Logins(lambda role: market.database.login(role, market.password), most=1) as pools:
        yield Sessions(pools, declared, Names(PREFIX))


def hijacked(market: Market, folder: Path) -> str:
    """What Ben, who smuggles in a statement, makes the next reader say: Ana's own data go to Ana alone."""
    anas, bens = (pads(market).signed(words(window="my_data", key=key)) for key in (1, 2))
    with opened(market, folder) as windows:
        for _ in range(7):
            with windows.viewing("my_data", anas) as db:
                assert db.execute(LOOK).fetchall() == [(ANA,)]
        with windows.viewing("my_data", bens) as db:
            try:
                db.execute(HIJACK)
            except psycopg.errors.InvalidSqlStatementName as problem:
                return str(problem)
        with windows.viewing("my_data", anas) as db:
            return str(db.execute(LOOK).fetchall())


def test_no_statement_of_one_reader_runs_for_the_next(market: Market, tmp_path: Path) -> None:
    assert "does not exist" in hijacked(market, tmp_path)


def test_without_the_defence(market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions.Viewing, "PREPARED_AFTER", 5)
    assert hijacked(market, tmp_path) == str([(ANA, "")])


def left(market: Market, folder: Path) -> list[str]:
    """What of a block is still there in the next one."""
    with opened(market, folder) as windows:
        with windows.purpose("account") as db:
            db.execute("select pg_advisory_lock(1101, 1); listen spied")
            db.execute("declare kept cursor with hold for select full_name from member")
        with windows.purpose("account") as db:
            kept = [f"lock {row[0]}" for row in db.execute(LOCKED)]
            kept += [f"cursor {row[0]}" for row in db.execute("select name from pg_cursors where is_holdable")]
            return kept + [f"channel {row[0]}" for row in db.execute("select pg_listening_channels()")]


def test_nothing_else_is_left(market: Market, tmp_path: Path) -> None:
    assert left(market, tmp_path) == []


def test_without_clearing_up(market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logins, "_COMMIT", sql.SQL("commit; discard temp; reset all"))
    assert left(market, tmp_path) == ["lock 1", "cursor kept", "channel spied"]
