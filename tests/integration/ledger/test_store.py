"""Entries are written with their deed, about people whom only a secret of their own makes known."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from databases import FreshDatabase
from troth.ledger.entry import Entry, canonical
from troth.ledger.store import (
    about,
    after,
    forget,
    given_about,
    given_after,
    pseudonym,
    record,
    record_about,
    record_all,
)

from .conftest import DESK, PREFIX, Connection


def entries(connection: Connection) -> list[str]:
    return [text for (text,) in connection.execute("select entry from troth.ledger_entry order by id")]


def test_applying_the_policy_is_the_first_entry(desk: Connection) -> None:
    first = json.loads(entries(desk)[0])
    assert first["what"] == "policy applied"
    assert first["detail"]["prefix"] == PREFIX
    assert len(first["detail"]["policy_file"]) == 64


def test_the_server_writes_time_and_login(desk: Connection) -> None:
    who = pseudonym(desk, "member", 17)
    said = Entry(
        what="consent", actor='Ana "A" \u20ac\n', purpose="newsletter", subject=who, detail={"b": 1, "a": None}
    )
    record(desk, said)
    text = entries(desk)[-1]
    written = json.loads(text)
    assert canonical(written) == text
    assert written["login"] == DESK
    now = datetime.now(UTC)
    assert now - timedelta(minutes=1) < datetime.fromisoformat(written["at"]) < now + timedelta(minutes=1)
    assert {name: written[name] for name in ("actor", "purpose", "subject", "what", "detail")} == {
        "actor": said.actor,
        "purpose": "newsletter",
        "subject": who,
        "what": "consent",
        "detail": {"a": None, "b": 1},
    }


def test_a_login_of_odd_letters_is_canonical_too(chief: Connection) -> None:
    with chief.transaction(force_rollback=True):
        chief.execute('create role "o\u20acdd""\\\x01login" superuser login')
        chief.execute('set local session authorization "o\u20acdd""\\\x01login"')
        record(chief, Entry(what="test"))
        text = entries(chief)[-1]
    assert canonical(json.loads(text)) == text
    assert json.loads(text)["login"] == 'o\u20acdd"\\\x01login'


def test_entries_keep_their_order(desk: Connection) -> None:
    record_all(desk, [Entry(what="test", detail={"number": number}) for number in range(500)])
    assert [json.loads(text)["detail"]["number"] for text in entries(desk)[-500:]] == list(range(500))


def test_what_is_rolled_back_was_not_done(desk: Connection) -> None:
    before = entries(desk)
    with desk.transaction(force_rollback=True):
        record(desk, Entry(what="test"))
        assert len(entries(desk)) == len(before) + 1
    assert entries(desk) == before


@pytest.mark.parametrize("verb", ["update troth.ledger_entry set entry = ''", "delete from troth.ledger_entry"])
def test_nobody_at_the_desk_changes_an_entry(desk: Connection, verb: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        desk.execute(verb.encode())


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_key", "ledger_leaf", "ledger_checkpoint", "ledger_waiting"])
def test_no_window_sees_the_ledger(chief: Connection, table: str) -> None:
    readers = chief.execute(
        "select rolname from pg_roles where rolname like %s and has_table_privilege(oid, %s::regclass, 'select')",
        [f"{PREFIX}%", f"troth.{table}"],
    ).fetchall()
    assert {name for (name,) in readers} == {DESK, f"{PREFIX}_keeper"}


@pytest.mark.parametrize("key", [17, "17", ("a", 2), '\u20ac"\\'])
def test_a_pseudonym_is_hmac_under_a_secret_of_ones_own(desk: Connection, key: object) -> None:
    found = pseudonym(desk, "member", key)
    assert found == pseudonym(desk, "member", key)
    ((secret, said),) = desk.execute(
        "select secret, jsonb_build_array('member', key)::text from troth.ledger_key"
    ).fetchall()
    assert len(secret) == 32
    assert found == "member:" + hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()
    assert json.loads(said)[1] == (list(key) if isinstance(key, tuple) else [key])


def test_everyone_has_a_pseudonym_of_their_own(desk: Connection) -> None:
    found = {pseudonym(desk, kind, key) for kind in ("member", "partner") for key in (1, 2, "1", (1, 2))}
    assert len(found) == 8


def test_who_is_forgotten_is_somebody_else_afterwards(desk: Connection) -> None:
    before = pseudonym(desk, "member", 17)
    record(desk, Entry(what="consent", subject=before))
    assert forget(desk, "member", 17)
    assert not forget(desk, "member", 17)
    assert pseudonym(desk, "member", 17) != before
    assert before in entries(desk)[-1]


def test_one_entry_for_each_of_many(desk: Connection) -> None:
    known = pseudonym(desk, "member", 3)
    record_about(desk, Entry(what="consent", purpose="newsletter"), "member", [1, 2, 3, 3])
    written = [json.loads(text) for text in entries(desk)[-3:]]
    assert {entry["subject"] for entry in written} == {pseudonym(desk, "member", key) for key in (1, 2, 3)}
    assert known in {entry["subject"] for entry in written}
    assert {entry["purpose"] for entry in written} == {"newsletter"}
    assert all(canonical(json.loads(text)) == text for text in entries(desk)[-3:])


FORGETS = sql.SQL("delete from troth.ledger_key where kind = 'member' and key = %(gone)s::jsonb returning key")


def test_a_deed_is_done_and_recorded_in_one_statement(desk: Connection) -> None:
    pseudonym(desk, "member", 2)
    before = entries(desk)
    entry = Entry(what="test", detail={"b": 1, "a": None})
    for found in (True, False):
        desk.execute(after(FORGETS), {"gone": "[2]", **given_after(entry)})
        assert len(entries(desk)) == len(before) + 1, f"found: {found}"
    text = entries(desk)[-1]
    assert canonical(json.loads(text)) == text
    assert json.loads(text)["subject"] is None
    waiting = desk.execute("select count(*) from troth.ledger_waiting").fetchone()
    assert waiting == (len(before) + 1,)


def test_a_deed_about_people_is_recorded_of_those_it_returned(desk: Connection) -> None:
    gone, other = pseudonym(desk, "member", 2), pseudonym(desk, "member", 3)
    before = entries(desk)
    query = about(sql.SQL("(select key from deed union all select '[3]' from deed)"), deed=FORGETS)
    for found in (True, False):
        desk.execute(query, {"gone": "[2]", **given_about(Entry(what="test"), "member")})
        assert len(entries(desk)) == len(before) + 2, f"found: {found}"
    assert [json.loads(text)["subject"] for text in entries(desk)[-2:]] == [gone, other]


def test_two_at_once_agree_on_a_pseudonym(shop: FreshDatabase, desk: Connection) -> None:
    found: list[str] = []

    def other() -> None:
        with psycopg.connect(shop.login(DESK, "desk"), autocommit=True) as connection:
            record_about(connection, Entry(what="consent"), "member", [1, 2])
            found.append(pseudonym(connection, "member", 1))

    with desk.transaction():
        mine = pseudonym(desk, "member", 1)
        thread = threading.Thread(target=other)
        thread.start()
        while not desk.execute("select from pg_locks where not granted").fetchall():
            assert thread.is_alive()
    thread.join()
    assert found == [mine]
    assert len(entries(desk)) == 3
