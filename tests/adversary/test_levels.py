"""Attempt: learn more of a value than the level at which a window sees it, by asking or by writing."""

from __future__ import annotations

from adversary.market import Prompt
from adversary.workshop import Workshop

EXACT = ("10.1.2.77", "1990-05-17", "52.5217", "SW1A 1AA")
RAW = """
create or replace view for_improving.visit as
  select visit_id, member_id, ip, born, lat, post, at from public.visit
"""
LOOKS = """
create function pg_temp.looks(value anyelement) returns boolean language plpgsql cost 0.0001 as
  'begin raise notice ''%'', value; return true; end'
"""


def answers(prompt: Prompt) -> list[str]:
    """Questions whose answer is yes only for somebody who knows the exact values."""
    asked = (
        "ip = '10.1.2.77'",
        "ip between '10.1.2.77' and '10.1.2.77'",
        "ip <<= '10.1.2.76/31'",
        "born = '1990-05-17' or extract(month from born) = 5",
        "lat between 52.52 and 52.53",
        "post like 'SW1A%' or length(post) > 3",
        "exists (select from (values ('10.1.2.77'::inet)) v(ip) where v.ip = visit.ip)",
        "visit_id = (select visit_id from visit order by ip desc, born desc, lat desc limit 1) and masklen(ip) = 32",
    )
    return [prompt.ask(f"select count(*) from visit where {question}").splitlines()[0] for question in asked]


def shown(prompt: Prompt) -> str:
    """Everything that shows values themselves: rows, extremes, errors, functions of one's own, plans."""
    prompt.ask("set enable_seqscan = off")
    return prompt.all(
        LOOKS,
        "select min(ip), max(ip), min(born), max(born), min(lat), max(lat), max(post) from visit",
        "select v, to_jsonb(v) from visit v",
        "select * from visit where pg_temp.looks(ip) and pg_temp.looks(born) and pg_temp.looks(post)",
        "select (host(ip) || '/' || born || '/' || lat || '/' || post)::int from visit order by visit_id",
        "select lag(ip) over (order by ip), born - date '1990-01-01' from visit",
        "copy (select ip, born, lat, post from visit) to stdout",
        "explain (analyze, verbose, costs off) select visit_id from visit where ip = '10.1.2.0/24'",
    )


def written(prompt: Prompt) -> list[str]:
    """Writes that would tell by what they do, or by what they give back."""
    tried = (
        "update visit set ip = ip",
        "update visit set member_id = 1 where visit_id = 1 returning ip, born",
        "update visit set born = born + 1 returning born",
        "insert into visit (visit_id, member_id, ip, at) values (9, 1, '10.1.2.77', now())",
        "insert into visit (visit_id, at) values (1, now()) on conflict (visit_id) do update set post = 'x'",
        "select ip from public.visit",
        "set role works_sees_improving",
    )
    return [prompt.ask(statement).splitlines()[0].split(" | ")[0] for statement in tried]


def test_refused(workshop: Workshop) -> None:
    with workshop.prompt("improving") as prompt:
        assert answers(prompt) == ["0"] * 8
        seen = shown(prompt)
        assert "10.1.2.0/24" in seen and "1990-01-01" in seen and "SW1" in seen
        assert not [value for value in EXACT if value in seen]
        assert set(written(prompt)) <= {"0A000", "42501"}


def test_without_the_defence(workshop: Workshop) -> None:
    with workshop.without(RAW), workshop.prompt("improving") as prompt:
        assert "0" not in answers(prompt)
        seen = shown(prompt)
        assert all(value in seen for value in EXACT)
