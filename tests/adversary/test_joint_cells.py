"""Attempt: learn from a row that two people share what is hidden of one of them, by asking, by errors or by writing."""

from __future__ import annotations

from adversary.market import Prompt
from adversary.workshop import Workshop

HIDDEN = ("Able Alley 1101", "IBAN 1101", "47114711", "81508150")
SHOWN = ("Brave Boulevard 2202", "IBAN 2202")
RAW = """
create or replace view for_dealings.deal as
  select deal_id, buyer_id, seller_id, address, payout, agreed, at from public.deal
"""
READS = ("grant select on public.deal to works_for_dealings", "alter table public.deal disable row level security")
LOOKS = """
create function pg_temp.looks(value anyelement) returns boolean language plpgsql cost 0.0001 as
  'begin raise notice ''%'', value; return true; end'
"""
STATISTICS = "select most_common_vals, histogram_bounds from pg_stats where tablename = 'deal'"


def answers(prompt: Prompt) -> list[str]:
    """Questions whose answer is yes only for somebody who knows what is hidden."""
    asked = (
        "address = 'Able Alley 1101'",
        "agreed = 47114711",
        "agreed between 47114711 and 47114711",
        "agreed is not null",
        "buyer_id = 1 or seller_id = 1",
        "payout like 'IBAN 11%' or length(payout) = 9 and payout <> 'IBAN 2202'",
        "coalesce(address, payout) = 'Able Alley 1101'",
        "exists (select from (values (81508150)) v(agreed) where v.agreed = deal.agreed)",
        "deal_id = (select deal_id from deal where agreed > 0 order by agreed desc limit 1)",
        "row(deal.*)::text like '%Alley%'",
        "buyer_id in (select seller_id from deal where buyer_id = 2)",
    )
    return [prompt.ask(f"select count(*) from deal where {question}").splitlines()[0] for question in asked]


def shown(prompt: Prompt) -> str:
    """Everything that shows values themselves: rows, extremes, errors, functions of one's own, plans, statistics."""
    prompt.ask("set enable_seqscan = off")
    return prompt.all(
        LOOKS,
        "select v, to_jsonb(v), row(v.*) from deal v order by agreed",
        "select min(agreed), max(agreed), min(address), max(payout) from deal",
        "select * from deal where pg_temp.looks(address) and pg_temp.looks(payout) and pg_temp.looks(agreed)",
        "select deal_id from deal group by deal_id, agreed having pg_temp.looks(agreed)",
        "select address::int from deal where deal_id = 1",
        "select payout::int from deal where deal_id = 2",
        "select (agreed || 'x')::date from deal where agreed is not null",
        "select 1 / (agreed - 47114711) from deal",
        "select lag(agreed) over (order by agreed), first_value(address) over (order by deal_id) from deal",
        "copy (select * from deal) to stdout",
        "explain (analyze, verbose, costs off, timing off) select deal_id from deal where agreed = 1",
        STATISTICS,
    )


def written(prompt: Prompt) -> list[str]:
    """Writes that would tell by what they do, or by what they give back, and what lies under the window."""
    tried = (
        "update deal set agreed = agreed returning address, agreed",
        "update deal set address = null where address = 'Able Alley 1101'",
        "delete from deal where agreed = 47114711 returning *",
        "insert into deal (deal_id, at) values (1, now()) on conflict (deal_id) do update set agreed = 1 returning *",
        "merge into deal using (select 1) x on agreed = 47114711 when matched then delete",
        "select * from deal for update",
        "select address from public.deal",
        "select * from troth.look_deal",
        "select * from troth.hidden_member",
        "set role works_sees_dealings",
    )
    return [prompt.ask(statement).splitlines()[0].split(" | ")[0] for statement in tried]


def test_refused(workshop: Workshop) -> None:
    with workshop.prompt("dealings") as prompt:
        assert answers(prompt) == ["0"] * 11
        seen = shown(prompt)
        assert all(value in seen for value in SHOWN)
        assert not [value for value in HIDDEN if value in seen]
        assert "division by zero" not in seen
        assert set(written(prompt)) <= {"55000", "42501", "42809", workshop.no_merge}


def test_without_the_defence(workshop: Workshop) -> None:
    with workshop.without(RAW), workshop.prompt("dealings") as prompt:
        assert "0" not in answers(prompt)
        seen = shown(prompt)
        assert all(value in seen for value in HIDDEN)
        assert "division by zero" in seen


def test_with_a_right_on_the_table(workshop: Workshop) -> None:
    with workshop.without(*READS), workshop.prompt("dealings") as prompt:
        assert "47114711" in prompt.ask(STATISTICS)
        assert "Able Alley 1101" in prompt.ask("select address from public.deal")
