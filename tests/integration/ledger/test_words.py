"""Every word said about a person is an entry too, under a pseudonym and without what could name them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest

from databases import Server, fresh_database
from troth.client import Troth
from troth.errors import Refused
from troth.ledger.store import pseudonym

from .conftest import ASSETS

PREFIX = "ledgerwords"


@pytest.fixture(scope="module")
def troth(server: Server) -> Iterator[Troth]:
    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as company:
            company.execute((ASSETS / "schema.sql").read_bytes())
            company.execute("insert into member (full_name, email) values ('Ana Able', 'ana@able.example')")
        with Troth(ASSETS / "privacy", database.url, prefix=PREFIX, secret="a secret of tests") as opened:
            opened.apply(opened.plan())
            yield opened


def last(troth: Troth, count: int) -> tuple[list[dict[str, object]], str]:
    """The last entries, oldest first, and the pseudonym of member 1."""
    with troth.owner() as owner:
        owner.execute(f"set role {PREFIX}_keeper".encode())
        rows = owner.execute("select entry from troth.ledger_entry order by id desc limit %s", [count]).fetchall()
        return [json.loads(text) for (text,) in reversed(rows)], pseudonym(owner, "member", 1)


def test_words_are_entries(troth: Troth) -> None:
    subject = troth.subject("member", 1)
    subject.consent("newsletter", evidence={"email": "ana@able.example"}, actor="web shop")
    subject.withdraw("newsletter", because="Ana Able said so", actor="web shop")
    number = subject.restrict("accuracy", because="Ana Able says it is wrong", actor="clerk")
    assert number
    written, ana = last(troth, 3)
    assert [entry["what"] for entry in written] == ["consent", "withdraw", "restrict"]
    assert {entry["subject"] for entry in written} == {ana}
    assert [entry["actor"] for entry in written] == ["web shop", "web shop", "clerk"]
    assert {entry["login"] for entry in written} == {f"{PREFIX}_desk"}
    assert written[2]["detail"]["ground"] == "accuracy"  # type: ignore[index]
    said = json.dumps(written)
    assert not any(name in said for name in ("Ana", "ana@", "able"))


def test_a_word_that_is_refused_is_no_entry(troth: Troth) -> None:
    before, _ = last(troth, 1)
    with pytest.raises(Refused):
        troth.subject("member", 999).consent("newsletter")
    assert last(troth, 1)[0] == before
