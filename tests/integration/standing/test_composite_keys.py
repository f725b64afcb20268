"""People whose primary key has several columns, and tables with names that need quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from databases import Server
from opening import HEAD, opened, write_files
from troth.errors import Refused

SCHEMA = """
create schema "The Shop";
create table "The Shop"."Reader" (country text, number int, "E-mail" text, seen timestamptz not null default now(),
  primary key (country, number));
insert into "The Shop"."Reader" values ('DE', 1, 'a@x.example'), ('DE', 2, 'b@x.example'), ('FR', 1, 'c@x.example');
"""
POLICY = (
    HEAD
    + """subjects: {reader: {says: Readers}}
categories: {contact.email: E-mail}
purposes:
  letters: {says: Write, basis: consent, uses: [contact.email]}
  lending: {says: Lend, basis: contract, uses: [contact.email], keep: 1 year after seen, on_erasure: end}
"""
)
TABLES = """
tables:
  The Shop.Reader: {subject: reader, columns: {E-mail: contact.email, seen: plain}}
events: {seen: The Shop.Reader.seen}
"""


def test_every_word_takes_a_key_of_several_columns(server: Server, tmp_path: Path) -> None:
    with opened(server, write_files(tmp_path, POLICY, TABLES), SCHEMA) as library:
        troth = library.troth
        troth.consent_many("reader", [("DE", 1), ("FR", "1")], "letters")
        with troth.purpose("letters") as db:
            shown = db.execute('select country, number from "Reader" order by 1').fetchall()
        assert shown == [("DE", 1), ("FR", 1)]
        subject = troth.subject("reader", ("DE", "1"))
        assert str(subject) == "reader (DE, 1)"
        subject.restrict("accuracy", categories=["contact.*"])
        hold = subject.hold(["contact.email"], because="why", ground="law", row=("The Shop.Reader", ("DE", 1)))
        assert subject.standing().holds[0].row == ("The Shop.Reader", ("DE", 1))
        with troth.purpose("lending") as db:
            shown = db.execute('select country, number from "Reader" order by 1, 2').fetchall()
        assert shown == [("DE", 2), ("FR", 1)]
        assert hold.id
        assert str(troth.release(hold.id)) == f"the hold {hold.id} of reader (DE, 1) is released"
        subject.lift()
        assert [word.word for word in subject.history()] == ["consent", "restrict", "hold", "release", "lift"]
        for key in ("DE", ("DE",), ("DE", 1, 2), ("DE", "x")):
            with pytest.raises(Refused) as problem:
                troth.subject("reader", key).withdraw("letters")
            assert problem.value.findings[0].code == "TR702"
            assert "country text, number integer" in problem.value.findings[0].why
