"""Every word of the desk is in the journal before it is committed, and marked in the database; a restore is noticed."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import Server
from integration.company import SECRET, Shop, opened_shop
from integration.restored import backup_of
from troth.aio import AsyncTroth
from troth.client import Troth
from troth.errors import NotForThisPurpose, Refused, Unavailable
from troth.journal.behind import forgotten
from troth.journal.journal import Journal
from troth.standing import journalled


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with opened_shop(server, tmp_path) as opened:
        yield opened


def journal_of(shop: Shop) -> Journal:
    assert shop.troth.journal is not None
    return shop.troth.journal


def name_of(shop: Shop) -> str:
    return str(one(shop, "select min(of) from troth.journal_mark"))


def one(shop: Shop, query: str) -> Any:
    row = shop.owner.execute(query).fetchone()
    return row[0] if row else None


def words(shop: Shop) -> list[tuple[str, str | None]]:
    """Every word in the journal with what became of its deed."""
    return [(word["word"], deed.outcome) for deed in journal_of(shop).read(name_of(shop))[0] for word in deed.words]


def test_every_word_and_its_mark(shop: Shop) -> None:
    member = shop.troth.subject("member", shop.sign_up())
    member.consent("newsletter", evidence={"form": "a secret form"})
    member.restrict("accuracy", because="a secret reason")
    member.lift()
    member.object("offers")
    assert words(shop) == [
        ("consent", "done"), ("restrict", "done"), ("lift", "done"),
        ("object", "done"), ("withdraw", "done"), ("end", "done"),
    ]  # fmt: skip
    assert one(shop, "select array_agg(first order by first) from troth.journal_mark") == [0, 1, 2, 3, 4]
    text = Path(str(journal_of(shop))).read_text()
    assert "secret" not in text
    assert json.loads(text.splitlines()[1])["people"] == [journal_of(shop).key.person("member", f"[{member.key}]")]


def test_a_key_has_one_form_however_it_is_given(shop: Shop) -> None:
    number = shop.sign_up()
    shop.troth.subject("member", number).consent("newsletter")
    shop.troth.subject("member", str(number)).withdraw("newsletter")
    shop.troth.consent_many("member", [number, str(shop.sign_up())], "newsletter")
    first, second, both = journal_of(shop).read(name_of(shop))[0]
    assert first.people == second.people
    assert len(both.people) == 2 and first.people[0] in both.people


def test_a_word_that_is_refused_leaves_nothing(shop: Shop) -> None:
    with pytest.raises(Refused):
        shop.troth.subject("member", 4711).consent("newsletter")
    shop.troth.subject("member", shop.sign_up()).standing()
    assert not journal_of(shop).exists


def test_nothing_is_committed_that_is_not_written(shop: Shop, tmp_path: Path) -> None:
    member = shop.troth.subject("member", shop.sign_up())
    (tmp_path / "journal").mkdir()
    with (
        Troth(shop.folder, shop.database.url, secret=SECRET, journal=str(tmp_path / "journal")) as troth,
        pytest.raises(Unavailable, match="TR741"),
    ):
        troth.subject("member", member.key).consent("newsletter")
    assert not member.standing().consents


def test_a_deed_that_could_not_be_committed_counts_as_asked_for(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes away between the journal and the commit: the journal cannot know, and does not claim to."""
    member = shop.troth.subject("member", shop.sign_up())
    intend = Journal.intend

    def and_then_the_server_goes(self: Journal, *about: Any) -> Any:
        intent = intend(self, *about)
        shop.chief.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename ~ '_desk$'")
        return intent

    monkeypatch.setattr(Journal, "intend", and_then_the_server_goes)
    with pytest.raises(psycopg.OperationalError):
        member.consent("newsletter")
    monkeypatch.undo()
    assert words(shop) == [("consent", None)]
    assert [deed.number for deed in forgotten(shop.owner, journal_of(shop))] == [1]
    assert shop.sees("account", member.key)  # not confirmed, so no sign of a restored backup


def test_how_a_word_ended_does_not_hang_on_the_journal(shop: Shop) -> None:
    """Once it is written down, what happens to it is told as it is; that the journal fails, by the next word."""
    member, journal = shop.troth.subject("member", shop.sign_up()), Path(str(journal_of(shop)))
    with shop.troth._desk.transaction("a test"):
        member.consent("newsletter")
        journal.rename(journal.with_name("journal.1"))
        journal.mkdir()
    assert list(member.standing().consents) == ["newsletter"]
    with pytest.raises(Unavailable, match="TR741"):
        member.withdraw("newsletter")
    journal.rmdir()
    with pytest.raises(ZeroDivisionError), shop.troth._desk.transaction("a test"):
        member.withdraw("newsletter")
        journal.rename(journal.with_name("journal.2"))
        journal.mkdir()
        raise ZeroDivisionError
    journal.rmdir()
    assert words(shop) == [("consent", None), ("withdraw", None)]
    assert list(member.standing().consents) == ["newsletter"]


def test_no_journal_if_none_is_wanted(shop: Shop) -> None:
    with Troth(shop.folder, shop.database.url, secret=SECRET, journal="") as troth:
        troth.subject("member", shop.sign_up()).consent("newsletter")
        assert troth.journal is None
        assert "TR745" in [finding.code for finding in troth.verify().findings]
    assert not journal_of(shop).exists


def test_another_journal_is_refused(shop: Shop, tmp_path: Path) -> None:
    member = shop.troth.subject("member", shop.sign_up())
    member.consent("newsletter")
    with Troth(shop.folder, shop.database.url, secret=SECRET, journal=str(tmp_path / "other")) as troth:
        with pytest.raises(Unavailable, match="TR743"):
            troth.subject("member", member.key).withdraw("newsletter")
        assert not (tmp_path / "other").exists() or "deed" not in (tmp_path / "other").read_text()
    assert list(member.standing().consents) == ["newsletter"]


def test_from_asyncio(shop: Shop) -> None:
    number = shop.sign_up()

    async def say() -> None:
        async with AsyncTroth(shop.folder, shop.database.url, secret=SECRET) as troth:
            await troth.subject("member", number).consent("newsletter")
            async with troth.purpose("newsletter") as db:
                assert await (await db.execute("select count(*) from member")).fetchone() == (1,)

    asyncio.run(say())
    assert words(shop) == [("consent", "done")]


def test_many_at_once_and_their_marks_become_few(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("desk", "desk_async"):
        monkeypatch.setattr(f"troth.standing.{room}.MERGED_EVERY", 7)
    monkeypatch.setattr(journalled, "MERGED_BEHIND", 5)
    people = [shop.troth.subject("member", shop.sign_up()) for _ in range(4)]

    def talk(person: Any) -> None:
        for _ in range(10):
            person.consent("newsletter")
            person.withdraw("newsletter")

    threads = [threading.Thread(target=talk, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(words(shop)) == 80
    assert one(shop, "select sum(last - first + 1) from troth.journal_mark") == 81
    assert one(shop, "select count(*) from troth.journal_mark") < 25
    assert forgotten(shop.owner, journal_of(shop)) == ()
    assert shop.sees("account", people[0].key)


def test_a_restored_backup_is_noticed_and_its_windows_stay_closed(shop: Shop) -> None:
    member = shop.troth.subject("member", shop.sign_up())
    member.consent("newsletter")
    with backup_of(shop) as backup:
        with backup.restored(shop) as same:
            assert same.sees("newsletter", member.key)
        shop.troth.subject("member", member.key).withdraw("newsletter")
        with backup.restored(shop) as older:
            for purpose in ("newsletter", "account"):
                with pytest.raises(Refused, match="TR744"), older.troth.purpose(purpose):
                    raise AssertionError
            with pytest.raises(Refused, match="TR744"), older.troth.purposes("account", "newsletter"):
                raise AssertionError
            assert "TR744" in [finding.code for finding in older.troth.verify().findings]
            assert [word["word"] for deed in forgotten(older.owner, journal_of(older)) for word in deed.words] == [
                "withdraw"
            ]
            with Troth(shop.folder, older.troth.database, secret=SECRET, open_before_replay=True) as opened:
                with pytest.raises(NotForThisPurpose, match="its window is shut"), opened.purpose("newsletter") as db:
                    db.execute("select count(*) from member")
                assert opened.restored.open() > 5
                with opened.purpose("newsletter") as db:
                    assert db.execute("select count(*) from member").fetchone() == (1,)


def test_words_that_are_said_after_the_restore_do_not_open_the_windows(shop: Shop) -> None:
    member = shop.troth.subject("member", shop.sign_up())
    member.consent("newsletter")
    with backup_of(shop) as backup:
        shop.troth.subject("member", member.key).withdraw("newsletter")
        with backup.restored(shop) as older:
            older.troth.subject("member", member.key).restrict("accuracy")
            older.troth.subject("member", member.key).lift()
            with pytest.raises(Refused, match="TR744"), older.troth.purpose("account"):
                raise AssertionError
            assert [deed.number for deed in forgotten(older.owner, journal_of(older))] == [2]


def test_new_connections_ask_again(shop: Shop) -> None:
    """A backup that is restored in place breaks every connection: those that come after it are asked."""
    member = shop.troth.subject("member", shop.sign_up())
    member.consent("newsletter")
    assert shop.sees("newsletter", member.key)
    shop.chief.execute("delete from troth.journal_mark where first > 0")
    assert shop.sees("newsletter", member.key)
    shop.chief.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename ~ '_for_newsletter$'"
    )
    with pytest.raises(Refused, match="TR744"):
        shop.sees("newsletter", member.key)
