"""Attempt: through a trigger that runs with its owner's rights, have code of one's own run with those rights, too."""

import pytest

from adversary.market import OTTO, Market, Prompt

NOTING = """
create table public.change (member_id bigint, at timestamptz);
create function public.note_change() returns trigger language plpgsql security definer {} as
  'begin insert into change values (new.member_id, now()); return new; end';
create trigger note_change after update on public.member for each row execute function public.note_change();
alter table public.change owner to {owner}; alter function public.note_change() owner to {owner}
"""
LOOSE, FIXED = "", "set search_path = public, pg_temp"


def attack(prompt: Prompt, write: str = "update member set full_name = full_name") -> str:
    return prompt.all(
        "create temp table change (member_id bigint, at timestamptz)",
        "create temp table loot (full_name text)",
        "grant all on pg_temp.loot to public",
        "create function pg_temp.spy() returns trigger language plpgsql as "
        "'begin insert into pg_temp.loot select full_name from public.member; return null; end'",
        "grant all on pg_temp.change to public",
        "create trigger spy before insert on pg_temp.change for each row execute function pg_temp.spy()",
        write,
        "select full_name from pg_temp.loot",
    )


def noted(market: Market, path: str) -> str:
    market.run(NOTING.format(path, owner=market.owner))
    with market.prompt("account") as prompt:
        return attack(prompt)


def test_refused(market: Market) -> None:
    seen = noted(market, FIXED)
    assert "CREATE TRIGGER" in seen and "UPDATE" in seen and OTTO not in seen
    assert market.look("select count(*) from public.change")[0] > 0


def test_without_the_defence(market: Market) -> None:
    """With the search path of whoever writes, the temporary table comes first; TR345 finds such a trigger."""
    assert OTTO in noted(market, LOOSE)


def test_a_path_without_the_temporary_schema_is_no_defence(market: Market) -> None:
    assert OTTO in noted(market, "set search_path = public")


BELOW = """
create table public.reading (message bigint references public.message on delete cascade);
create table public.change (message bigint);
create function public.note_change() returns trigger language plpgsql {} as
  'begin insert into change values (old.message); return old; end';
create trigger note_change before delete on public.reading for each row execute function public.note_change();
insert into public.reading select id from public.message;
alter table public.reading owner to {owner}; alter table public.change owner to {owner};
alter function public.note_change() owner to {owner}
"""


@pytest.mark.parametrize(("path", "gets_out"), [(FIXED, False), (LOOSE, True)])
def test_a_trigger_below_runs_as_the_owner_whoever_removes(market: Market, path: str, gets_out: bool) -> None:
    """What a foreign key removes, it removes as the owner of the table, and so does a trigger before that."""
    market.run(BELOW.format(path, owner=market.owner))
    with market.prompt("tidying") as prompt:
        seen = attack(prompt, "delete from message")
    assert "DELETE 1" in seen and (OTTO in seen) is gets_out
