"""A file goes before the cell that says where it is: the cell waits for it, and so does the person's row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import Server
from opening import HEAD, opened, write_files
from troth.client import Troth
from troth.elsewhere.files import File, look_for_files, owe_files
from troth.elsewhere.owed import TASK
from troth.retention.decision import Deciding, Gone

SCHEMA = """
create table member (id int primary key, email text, closed_at timestamptz);
create table scan (id int primary key, member_id int not null references member, path text, note text,
  made_at timestamptz not null);
create index on scan (member_id);
create table passport (id int primary key, member_id int not null references member, path text,
  made_at timestamptz not null);
create index on passport (member_id);
"""
POLICY = (
    HEAD
    + """subjects: {member: {says: Members}}
categories: {contact.email: E-mail, identity.photo: A photo, identity.document: A document}
purposes:
  account: {says: Run accounts, basis: contract, uses: [contact.email, identity.photo], on_erasure: end,
            keep: 0 days after account closed, open_ended: "as long as the account"}
  laundering: {says: The law, basis: legal_obligation, law: Money laundering act, uses: [identity.document],
               keep: 5 years after passport made}
"""
)
TABLES = """
tables:
  member: {subject: member, columns: {email: contact.email, closed_at: plain}}
  scan:
    owners: {member: {member: member_id}}
    columns: {path: {holds: identity.photo, file: archive}, note: identity.photo, made_at: plain}
  passport:
    owners: {member: {member: member_id}}
    columns: {path: {holds: identity.document, file: archive}, made_at: plain}
events: {account closed: member.closed_at, passport made: passport.made_at}
elsewhere:
  archive: {erase: task archivists, within: 2 days}
"""


class Bank:
    """A bank whose scans lie in an archive."""

    def __init__(self, troth: Troth, owner: psycopg.Connection[Any]) -> None:
        self.troth = troth
        self.owner = owner

    def swept(self) -> tuple[Gone, ...]:
        """What goes now, of everything; it is done."""
        with self.troth.at_work() as (connection, compiled), connection.transaction():
            return Deciding(compiled).carry_out(connection)

    def owed(self) -> tuple[File, ...]:
        """The files that are to go; tasks are written down for them."""
        with self.troth.at_work() as (connection, compiled), connection.transaction():
            files = look_for_files(connection, compiled)
            owe_files(connection, files)
            return files

    def scans(self) -> list[tuple[Any, ...]]:
        return self.owner.execute("select id, path, note from scan order by 1").fetchall()


@pytest.fixture
def bank(server: Server, tmp_path: Path) -> Iterator[Bank]:
    with opened(server, write_files(tmp_path, POLICY, TABLES), SCHEMA) as made:
        made.owner.execute(
            "insert into member values (1, 'a@example.org', null), (2, 'b@example.org', now() - interval '1 day')"
        )
        made.owner.execute(
            "insert into scan values (1, 1, '/scans/1.png', 'smiles', now()), (2, 2, '/scans/2.png', 'waves', now()),"
            " (3, 2, null, 'no file', now())"
        )
        yield Bank(made.troth, made.owner)


def test_a_cell_stays_while_its_file_is_there_and_goes_after_it(bank: Bank) -> None:
    gone = bank.swept()
    assert {(str(each.table), each.keys, each.deleted, each.cells) for each in gone} == {
        ("member", ((2,),), False, ("email",)),
        ("scan", ((3,),), True, ()),
    }
    assert bank.scans() == [(1, "/scans/1.png", "smiles"), (2, "/scans/2.png", "waves")]
    (file,) = bank.owed()
    assert (file.system, file.key, file.place) == ("archive", (2,), "/scans/2.png")
    assert str(file) == "the file of scan.path 2 goes first, in archive"
    assert bank.owed() == (), "once is enough"
    (task,) = bank.troth.elsewhere.list()
    assert (task.to, task.what, task.about, task.assigned) == (
        "archive",
        "erase",
        {"scan.path": "/scans/2.png"},
        "archivists",
    )
    assert bank.swept() == (), "the file is still there"
    bank.troth.elsewhere.done(TASK, task.id, evidence="shredded")
    assert {(str(each.table), each.deleted) for each in bank.swept()} == {("scan", True), ("member", True)}
    assert bank.scans() == [(1, "/scans/1.png", "smiles")]
    assert bank.owner.execute("select file is not null, about from troth.task").fetchall() == [(True, None)]


def test_a_file_that_is_needed_is_left_alone(bank: Bank) -> None:
    bank.owner.execute(
        "insert into passport values (1, 2, '/passports/2', now()),"
        " (2, 2, '/passports/old', now() - interval '6 years')"
    )
    places = {file.place for file in bank.owed()}
    assert places == {"/scans/2.png", "/passports/old"}


def test_one_who_is_erased_has_tasks_of_their_own(bank: Bank) -> None:
    with bank.troth.at_work() as (connection, compiled), connection.transaction():
        deciding = Deciding(compiled, "member", (2,))
        files = look_for_files(connection, compiled, deciding)
        owe_files(connection, files, person=("member", (2,)))
        assert look_for_files(connection, compiled, Deciding(compiled, "member", (1,))) == ()
    (task,) = bank.troth.elsewhere.list()
    assert (task.kind, task.key) == ("member", (2,))


def test_another_file_in_the_same_cell_is_another_task(bank: Bank) -> None:
    bank.owed()
    (task,) = bank.troth.elsewhere.list()
    bank.troth.elsewhere.done(TASK, task.id, evidence="shredded")
    bank.owner.execute("update scan set path = '/scans/2-new.png' where id = 2")
    assert not [each for each in bank.swept() if str(each.table) == "scan" and (2,) in each.keys]
    assert [file.place for file in bank.owed()] == ["/scans/2-new.png"]


def test_a_file_that_cannot_be_found_does_not_keep_the_cell_for_ever(bank: Bank) -> None:
    bank.owed()
    (task,) = bank.troth.elsewhere.list()
    bank.troth.elsewhere.impossible(TASK, task.id, because="the archive has burnt")
    assert ("scan", (2,)) in {(str(each.table), key) for each in bank.swept() for key in each.keys}


def test_erasing_a_person_says_which_files_go_first_and_ends_once_they_have(bank: Bank) -> None:
    person = bank.troth.subject("member", 2)
    plan = person.plan_erasure()
    assert "keep   scan.path, scan.note in 1 row: archive (a file there goes first)" in str(plan)
    assert "the file of scan.path 2 goes first, in archive" in str(plan)
    receipt = plan.apply(because="a letter")
    assert receipt.outside is not None and len(receipt.outside.files) == 1
    (task,) = bank.troth.elsewhere.list()
    assert task.about == {"scan.path": "/scans/2.png"}
    assert (task.kind, task.key) == ("member", (2,))
    assert bank.owner.execute("select email from member where id = 2").fetchone() == (None,)
    again = person.plan_erasure()
    assert again.empty, "the task is written down once"
    bank.troth.elsewhere.done(TASK, task.id, evidence="shredded")
    assert person.plan_erasure().apply(because="the file is gone").changed
    assert bank.owner.execute("select count(*) from member where id = 2").fetchone() == (0,)
    assert bank.owner.execute("select count(*) from scan where member_id = 2").fetchone() == (0,)


def test_where_only_a_file_is_left_the_erasure_is_not_empty(bank: Bank) -> None:
    bank.owner.execute("update member set email = null where id = 2")
    bank.owner.execute("delete from scan where id = 3")
    person = bank.troth.subject("member", 2)
    person.plan_erasure().apply(because="a letter")
    bank.owner.execute("delete from troth.task")
    plan = person.plan_erasure()
    assert not plan.gone and not plan.empty
    plan.apply(because="the same letter")
    assert [each.to for each in bank.troth.elsewhere.list()] == ["archive"]
