"""Grants are given together: few statements for many privileges, and each privilege to exactly whom it is for."""

from __future__ import annotations

import psycopg
from psycopg import sql

from databases import FreshDatabase
from troth.postgres import ddl
from troth.postgres.objects import Grant
from troth.postgres.run_all import AT_ONCE, run_all

HELD = """
select x.grantee::regrole::text, x.privilege_type, a.attname from pg_class c
  left join pg_attribute a on a.attrelid = c.oid and a.attacl is not null,
       lateral aclexplode(coalesce(a.attacl, c.relacl)) x
 where c.relname = 'letter' and x.grantee::regrole::text ^@ 'reader'
"""


def on_letter(privilege: str, grantee: str, column: str | None = None) -> Grant:
    path = ("public", "letter")
    return Grant(sort="table", object="public.letter", path=path, privilege=privilege, grantee=grantee, column=column)


def test_what_is_alike_is_one_statement_and_everybody_gets_just_theirs(
    owner: psycopg.Connection[tuple[object, ...]], fresh: FreshDatabase
) -> None:
    with psycopg.connect(fresh.superuser, autocommit=True) as chief:
        chief.execute("create role reader_1; create role reader_2; create role reader_3; create role reader_4")
    owner.execute("create table letter (a int, b int)")
    wanted = [on_letter("SELECT", name, column) for name in ("reader_1", "reader_2") for column in ("a", "b")]
    wanted += [on_letter("INSERT", "reader_3", "a"), on_letter("UPDATE", "reader_3", "b")]
    wanted += [on_letter("INSERT", "reader_4", "b"), on_letter("UPDATE", "reader_4", "a")]
    commands = ddl.grant_all(wanted)
    assert len(commands) == 3
    run_all(owner, commands)
    found = {(grantee, privilege, column) for grantee, privilege, column in owner.execute(HELD)}
    assert found == {(grant.grantee, grant.privilege, grant.column) for grant in wanted}


def test_statements_sent_together_are_all_run_in_their_order(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    owner.execute("create table said (word int, n int generated always as identity)")
    many = 2 * AT_ONCE + 1
    run_all(owner, (sql.SQL("insert into said (word) values ({})").format(sql.Literal(n)) for n in range(many)))
    said = [word for (word,) in owner.execute("select word from said order by n")]
    assert said == list(range(many))
