"""A journal in a second database: the same words, the same marks, for any number of machines."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase, Server, fresh_database
from integration.company import SECRET, Shop, opened_shop
from integration.restored import backup_of
from troth.client import Troth
from troth.errors import Refused, Unavailable


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(server, tmp_path) as opened:
        yield opened


@pytest.fixture
def second(server: Server) -> Iterator[FreshDatabase]:
    with fresh_database(server) as made:
        yield made


def url(database: FreshDatabase) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(database.url)
    return "postgresql://{user}:{password}@/{dbname}?host={host}&port={port}".format(**parts)


@pytest.fixture
def machines(shop: Shop, second: FreshDatabase) -> Iterator[list[Troth]]:
    """Two machines with one journal."""
    found = [Troth(shop.folder, shop.database.url, secret=SECRET, journal=url(second)) for _ in range(2)]
    yield found
    for troth in found:
        troth.close()


def test_words_of_two_machines_at_once(shop: Shop, machines: list[Troth], second: FreshDatabase) -> None:
    people = [shop.sign_up() for _ in machines]

    def talk(troth: Troth, number: int) -> None:
        person = troth.subject("member", number)
        for _ in range(5):
            person.consent("newsletter")
            person.withdraw("newsletter")

    threads = [threading.Thread(target=talk, args=pair) for pair in zip(machines, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    about, findings = machines[0].restored.status()
    assert (about["deeds"], about["unconfirmed"], about["forgotten here"], findings) == (20, 0, 0, ())
    with psycopg.connect(second.url) as other:
        lines = other.execute("select string_agg(line, '') from troth_journal.line").fetchone()
        assert lines is not None and "newsletter" in lines[0] and "Member" not in lines[0]
        other.execute(
            "update troth_journal.line set line = replace(line, 'withdraw', 'consents')"
            " where number = (select min(number) from troth_journal.line where line like '%withdraw%')"
        )
        other.commit()
    assert [finding.code for finding in machines[0].restored.status()[1]] == ["TR746"]


def test_a_restore_is_noticed_and_replayed(shop: Shop, machines: list[Troth], second: FreshDatabase) -> None:
    number = shop.sign_up()
    for troth in machines:
        troth.close()
    with Troth(shop.folder, shop.database.url, secret=SECRET, journal=url(second)) as troth:
        troth.subject("member", number).consent("newsletter")
        with (
            backup_of(shop) as backup,
            Troth(shop.folder, shop.database.url, secret=SECRET, journal=url(second)) as again,
        ):
            again.subject("member", number).withdraw("newsletter")
            with (
                backup.restored(shop) as older,
                Troth(shop.folder, older.troth.database, secret=SECRET, journal=url(second)) as restored,
            ):
                with pytest.raises(Refused, match="TR744"), restored.purpose("account"):
                    raise AssertionError
                assert restored.restored.replay(restored.restored.plan()) == ()
                with restored.purpose("newsletter") as db:
                    assert db.execute("select count(*) from member").fetchone() == (0,)


def test_a_journal_that_cannot_be_reached_lets_nothing_be_said(shop: Shop, second: FreshDatabase) -> None:
    person = shop.troth.subject("member", shop.sign_up())
    away = url(second).replace(second.name, "nowhere")
    with Troth(shop.folder, shop.database.url, secret=SECRET, journal=away) as troth:
        with pytest.raises(Unavailable, match="TR604"):
            troth.subject("member", person.key).consent("newsletter")
        with pytest.raises(Unavailable, match="TR604"), troth.purpose("account"):
            raise AssertionError
    assert not person.standing().consents


def test_a_login_that_may_not_write(shop: Shop, second: FreshDatabase) -> None:
    with psycopg.connect(second.superuser, autocommit=True) as chief:
        chief.execute("create role reader login password 'x'")
    reader = url(second).replace(psycopg.conninfo.conninfo_to_dict(second.url)["user"] + ":", "reader:", 1)
    reader = reader.replace(str(psycopg.conninfo.conninfo_to_dict(second.url)["password"]), "x")
    with (
        Troth(shop.folder, shop.database.url, secret=SECRET, journal=reader) as troth,
        pytest.raises(Unavailable, match="TR741"),
    ):
        troth.subject("member", shop.sign_up()).consent("newsletter")
