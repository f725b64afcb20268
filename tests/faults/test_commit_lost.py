"""The connection is lost at the moment of the commit: nobody knows how it ended, and what was asked for is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NoReturn

import psycopg
import pytest
from psycopg.transaction import BaseTransaction

from databases import Server
from integration.company import Shop, opened_shop
from troth.client import Person
from troth.journal import chain
from troth.journal.behind import behind
from troth.postgres import logins

Deed = Callable[[], object]
DEEDS: dict[str, Callable[[Person], Deed]] = {
    "erase": lambda person: partial(person.plan_erasure().apply, because="they asked"),
    "withdraw": lambda person: partial(person.withdraw, "newsletter"),
    "object": lambda person: partial(person.object, "fraud_prevention"),
    "restrict": lambda person: partial(person.restrict, "accuracy"),
}
"""What is ready to be done about somebody."""


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with opened_shop(server, tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.fixture(params=["committed", "not committed"])
def committed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "committed")


def losing(patch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """From here on every connection is lost at its commit, before the server has heard of it or after it was done."""
    commit, execute = BaseTransaction._commit_gen, psycopg.Connection.execute

    def lost(connection: Any) -> NoReturn:
        connection.pgconn.finish()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def of_the_owner(self: Any) -> Any:
        if committed:
            yield from commit(self)
        lost(self._conn)

    def of_the_desk(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        if query != logins._COMMIT or committed:
            done = execute(self, query, *args, **more)
        return lost(self) if query == logins._COMMIT else done

    patch.setattr(BaseTransaction, "_commit_gen", of_the_owner)
    patch.setattr(psycopg.Connection, "execute", of_the_desk)


def last_deed(shop: Shop) -> chain.Deed:
    assert shop.troth.journal is not None
    row = shop.owner.execute("select min(of) from troth.journal_mark").fetchone()
    return shop.troth.journal.read(str(row[0]) if row else "")[0][-1]


@pytest.mark.parametrize("word", DEEDS)
def test_the_deed_stays_in_the_journal_as_asked_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, word: str, committed: bool
) -> None:
    ana = shop.sign_up()
    person = shop.troth.subject("member", ana)
    person.consent("newsletter")
    do = DEEDS[word](person)
    with monkeypatch.context() as patch, pytest.raises(psycopg.OperationalError, match="unexpectedly"):
        losing(patch, committed=committed)
        do()
    deed = last_deed(shop)
    assert ([said["word"] for said in deed.words], deed.outcome) == ([word], None)
    assert _done(shop, ana, word) == committed
    # On a living database nothing was forgotten: it stays open, and a replay shows what is not known to have been done.
    assert shop.troth.journal is not None and behind(shop.owner, shop.troth.journal) is None
    unconfirmed = [each for someone in shop.troth.restored.plan().people for each in someone.again]
    assert [(each.word, each.confirmed) for each in unconfirmed if each.deed == deed.number] == (
        [] if committed else [(word, False)]
    )
    # Whoever asked says it again, and no harm is done.
    if not (committed and word == "erase"):
        DEEDS[word](person)()
    assert _done(shop, ana, word)


def _done(shop: Shop, ana: int, word: str) -> bool:
    if word == "erase":
        return shop.owner.execute("select from member where member_id = %s", [ana]).fetchone() is None
    return word in [said.word for said in shop.troth.subject("member", ana).history()]
