"""Attempt: learn from a window that shows pseudonyms whom they stand for, or join two such windows by them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adversary.market import Prompt
from adversary.workshop import Workshop, opened_workshop
from databases import Server

CLEO, VISIT = "7100011", "7200021"
"""The keys of a member and of a visit of theirs."""

MORE = (
    f"insert into member values ({CLEO}, 'Cleo', 'cleo@clear.example', '2026-01-01')",
    f"insert into visit values ({VISIT}, {CLEO}, '10.1.3.1', '1990-05-17', 52.5, 'SW1A 1AC', now())",
    "analyze",
)
RAW = """
drop view for_counting.visit;
create view for_counting.visit as select visit_id, member_id, ip, at from public.visit;
alter view for_counting.visit owner to works_sees_counting;
grant select on for_counting.visit to works_for_counting
"""
OPEN_SECRET = (
    "grant usage on schema troth to works_for_counting; grant select on troth.pseudonym_key to works_for_counting"
)
OPEN_COLUMN = (
    "grant usage on schema public to works_for_counting; grant select (member_id) on public.visit to works_for_counting"
)
ONE_SECRET = """
update troth.pseudonym_key as k set inner_pad = s.inner_pad, outer_pad = s.outer_pad
  from troth.pseudonym_key as s where s.name = 'counting' and k.name = 'sorting'
"""
LOOKS = """
create function pg_temp.looks(value anyelement) returns boolean language plpgsql cost 0.0001 as
  'begin raise notice ''%'', value; return true; end'
"""
WORKED_OUT = """
select n from generate_series(7100000, 7100100) as n
 where (select left(encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
          '["public", "member", "member_id"]' || n, 'UTF8'))), 'hex'), 32)
          from troth.pseudonym_key as k where k.name = 'counting') in (select member_id from visit)
"""


@pytest.fixture(scope="module")
def works(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One workshop for these tests, with people whose keys one recognises."""
    with opened_workshop(server, tmp_path_factory.mktemp("works")) as opened:
        opened.run(*MORE)
        yield opened


def shown(prompt: Prompt) -> str:
    """Everything that shows values themselves: rows, extremes, errors, functions of one's own, plans, statistics."""
    prompt.ask("set enable_seqscan = off")
    return prompt.all(
        LOOKS,
        "select v, to_jsonb(v), row(v.*) from visit v",
        "select min(visit_id), max(visit_id), min(member_id), max(member_id), array_agg(member_id) from visit",
        "select * from visit where pg_temp.looks(visit_id) and pg_temp.looks(member_id)",
        "select visit_id::int, member_id::bigint from visit",
        "select 1 / (length(member_id) - 32), member_id || 1 from visit",
        f"select * from visit where member_id = '{CLEO[:-1]}2' or visit_id = '{VISIT[:-1]}2'",
        "select ctid, tableoid, xmin from visit",
        "select visit_id, lag(visit_id) over (order by visit_id), hashtext(member_id) from visit",
        "copy (select * from visit) to stdout",
        "explain (analyze, verbose, settings, buffers) select * from visit where member_id > '7' order by visit_id",
        "explain (analyze, verbose) select count(*) from visit a join visit b using (member_id)",
        "select most_common_vals, histogram_bounds, attname from pg_stats where tablename in ('visit', 'member')",
        "select * from visit for update",
        "create temp table mine as select * from visit; select * from mine",
    )


def yes(prompt: Prompt) -> list[str]:
    """Questions whose answer is yes only for somebody who knows a key."""
    asked = (
        f"member_id = '{CLEO}'",
        f"visit_id in ('{VISIT}')",
        f"member_id like '%{CLEO[2:]}%'",
        f"exists (select from (values ('{CLEO}')) as k (key) where k.key = visit.member_id)",
    )
    return [prompt.ask(f"select count(*) from visit where {question}").splitlines()[0] for question in asked]


def refused(prompt: Prompt) -> list[str]:
    """Ways round the window, and writes that would tell a key by what they do or give back."""
    tried = (
        "select member_id from public.visit",
        "select * from troth.pseudonym_key",
        "select * from troth.look_visit",
        "select * from troth.hidden_member",
        "select * from for_security.visit",
        "set role works_sees_counting",
        "update visit set ip = ip returning *",
        "delete from visit returning *",
        "insert into visit (visit_id, at) values ('1', now())",
        "insert into visit (at) values (now()) on conflict do nothing",
        "merge into visit using (values (1)) as m (n) on true when matched then delete",
    )
    return [prompt.ask(statement).splitlines()[0].split(" | ")[0] for statement in tried]


def pseudonyms(works: Workshop, purpose: str) -> set[str]:
    with works.prompt(purpose) as prompt:
        return {line for line in prompt.ask("select member_id from visit").splitlines() if len(line) == 32}


def test_refused(works: Workshop) -> None:
    with works.prompt("counting") as prompt:
        assert yes(prompt) == ["0"] * 4
        seen = shown(prompt)
        assert "10.1.3.1" in seen
        assert CLEO not in seen and VISIT not in seen
        assert set(refused(prompt)) <= {"0A000", "42501"}
        assert prompt.ask(WORKED_OUT).startswith("42501")
        assert prompt.ask("select count(*) from visit join member using (member_id)").splitlines()[0] == "3"


def test_two_windows_cannot_be_joined(works: Workshop) -> None:
    counted, sorted_ = pseudonyms(works, "counting"), pseudonyms(works, "sorting")
    assert len(counted) == len(sorted_) == 3
    assert not counted & sorted_


def test_no_login_reaches_a_secret(works: Workshop) -> None:
    """Neither the desk, nor the gate, nor any window, by whatever it may become."""
    logins = works.look("select rolname from pg_roles where rolname ~ '^works_' and rolcanlogin")
    assert len(logins) > 5 and {"works_desk", "works_gate"} < set(logins)
    tried = (
        "select * from troth.pseudonym_key",
        "select outer_pad from troth.pseudonym_key where name = 'counting'",
        "update troth.pseudonym_key set inner_pad = '', outer_pad = ''",
        "insert into troth.pseudonym_key values ('more', '', '')",
        "delete from troth.pseudonym_key",
        "copy troth.pseudonym_key to stdout",
        "begin; lock table troth.pseudonym_key in share mode",
        "rollback; alter table troth.pseudonym_key add column mine text",
        "set role works_keeper",
        "set role works_sees_counting",
    )
    for login in logins:
        with works.login(login) as prompt:
            said = {prompt.ask(statement).splitlines()[0].split(" | ")[0] for statement in tried}
            assert said == {"42501"}, login
    with works.login("works_gate") as prompt:
        for login in logins:
            prompt.ask(f"set role {login}")
            assert prompt.ask(tried[0]).startswith("42501"), login


def test_what_was_prepared_shows_the_other_secret_too(works: Workshop) -> None:
    with works.prompt("counting") as prompt:
        prompt.ask("set plan_cache_mode = force_generic_plan; prepare mine as select member_id from visit")
        before = prompt.ask("execute mine").splitlines()[:-1]
        works.troth.renew_pseudonyms("counting")
        after = prompt.ask("execute mine").splitlines()[:-1]
        assert len(before) == len(after) == 3 and not {*before} & {*after}
        assert sorted(after) == sorted(pseudonyms(works, "counting"))
        assert not {*after} & pseudonyms(works, "sorting")


def test_rows_come_as_they_lie(works: Workshop) -> None:
    """What it does not hide: two windows of one table, without an order of one's own, are in the same order."""
    ways = []
    for purpose in ("counting", "sorting", "security"):
        with works.prompt(purpose) as prompt:
            ways.append(prompt.ask("select at::text || ip from visit").splitlines()[:3])
    assert ways[0] == ways[1] == ways[2]


def test_without_the_defences(works: Workshop) -> None:
    with works.without(OPEN_SECRET), works.prompt("counting") as prompt:
        assert prompt.ask(WORKED_OUT).splitlines()[0] == CLEO
    with works.without(OPEN_COLUMN), works.prompt("counting") as prompt:
        assert CLEO in prompt.ask("select member_id from public.visit")
    with works.without(ONE_SECRET):
        assert pseudonyms(works, "counting") == pseudonyms(works, "sorting")
    with works.without(RAW), works.prompt("counting") as prompt:
        seen = shown(prompt)
        assert CLEO in seen and VISIT in seen
