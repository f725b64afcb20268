"""Attempt: see what is plain once unlinked while its row leads to somebody, cut the link to see it, or tie it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adversary.market import Prompt
from adversary.workshop import Workshop, opened_workshop
from databases import Server

LINKED, UNFINISHED, PLAIN = "71114711", "44114411", "505"
"""What Ana paid, who objects to figures; what lost its link and still says where it went; what leads to nobody."""

LOOKS = """
create function pg_temp.looks(value anyelement) returns boolean language plpgsql cost 0.0001 as
  'begin raise notice ''%'', value; return true; end'
"""
ALL_ROWS = "alter policy works_sees_figures_select on public.sale using (true)"
LINKS = """
grant update (buyer_id) on public.sale to works_sees_selling; grant select on public.sale to works_sees_selling;
create or replace view for_selling.sale as select * from public.sale; grant all on for_selling.sale to works_for_selling
"""
NO_PARCEL = "update public.sale set parcel = null where sale_id = 1"
PARCEL = "update public.sale set parcel = 'Able Alley 1101' where sale_id = 1"
CLEO = (
    "insert into public.member values (9, 'Cleo', 'cleo@clear.example', current_date)",
    "insert into public.sale values (9, 9, null, 91119111, current_date)",
)
NO_SIGHT = "alter policy works_sees_selling_update on public.sale using (true) with check (true)"


@pytest.fixture(scope="module")
def works(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One workshop for these tests; what they change they undo."""
    with opened_workshop(server, tmp_path_factory.mktemp("works")) as opened:
        yield opened


def yes(prompt: Prompt) -> list[str]:
    """Questions whose answer is yes only for somebody who knows what is hidden."""
    asked = (
        f"price in ({LINKED}, {UNFINISHED})",
        "price > 40000000",
        "sale_id in (1, 4)",
        "buyer_id = 1",
        f"row(sale.*)::text like '%{LINKED}%'",
        f"exists (select from (values ({LINKED})) as v (price) where v.price = sale.price)",
    )
    return [prompt.ask(f"select count(*) from sale where {question}").splitlines()[0] for question in asked]


def shown(prompt: Prompt) -> str:
    """Everything that shows values themselves: rows, extremes, errors, functions of one's own, plans, statistics."""
    prompt.ask("set enable_seqscan = off")
    return prompt.all(
        LOOKS,
        "select v, to_jsonb(v) from sale v order by price",
        "select min(price), max(price), sum(price), array_agg(price) from sale",
        "select * from sale where pg_temp.looks(price) and pg_temp.looks(buyer_id)",
        f"select 1 / (price - {LINKED}), 1 / (price - {UNFINISHED}) from sale",
        "select (price || 'x')::int from sale where price > 40000000",
        "select lag(price) over (order by price) from sale",
        "copy (select * from sale) to stdout",
        "explain (analyze, verbose, costs off, timing off) select sale_id from sale where price = 1",
        "select most_common_vals, histogram_bounds from pg_stats where tablename = 'sale'",
        "select price from public.sale",
        "select * from troth.look_sale",
    )


def done(prompt: Prompt, *statements: str) -> set[str]:
    """What each statement came to: how it was refused, or how many rows it wrote."""
    return {prompt.ask(statement).splitlines()[-1].split(" | ")[0] for statement in statements}


def prices(works: Workshop) -> set[str]:
    """What the attacker reads as figures."""
    with works.prompt("figures") as prompt:
        return set(prompt.ask("select price from sale").splitlines()[:-1])


def test_what_a_linked_row_holds_is_told_by_nothing(works: Workshop) -> None:
    with works.prompt("figures") as prompt:
        assert yes(prompt) == ["0"] * 6
        seen = shown(prompt)
        assert PLAIN in seen and "606" in seen
        assert LINKED not in seen and UNFINISHED not in seen and "division by zero" not in seen


def test_nobody_cuts_a_link_to_see_it(works: Workshop) -> None:
    with works.prompt("figures") as prompt:
        assert done(
            prompt,
            "update sale set buyer_id = null where sale_id = 1",
            "update sale set price = price returning price",
            "delete from member where member_id = 1",
            "insert into sale values (1, null, 1) on conflict (sale_id) do update set buyer_id = null",
        ) <= {"42501", "55000", "42P01"}
    with works.prompt("selling") as prompt:
        refused = (
            "update sale set buyer_id = null where sale_id = 1",
            "update sale set buyer_id = default, parcel = null",
            "alter table public.sale disable trigger all",
        )
        assert done(prompt, *refused) == {"42501"}
        merge = "merge into sale using (select 1) as x on sale_id = 1 when matched then update set buyer_id = null"
        assert done(prompt, merge) == {works.no_merge}
        no_parcel = "update sale set parcel = null where"
        unseen = (f"{no_parcel} sale_id = 4", f"{no_parcel} price > 40000000 and sale_id <> 1")
        assert done(prompt, *unseen) == {"UPDATE 0"}
    with works.prompt("till") as prompt:
        again = "insert into sale (sale_id, buyer_id, parcel, price, sold_on) values (1, null, null, 1, now())"
        assert done(prompt, again) == {"23505"}
        assert done(prompt, f"{again} on conflict (sale_id) do nothing") <= {"INSERT 0 0", "42501"}
        assert done(prompt, f"{again} on conflict (sale_id) do update set buyer_id = null") == {"42501"}
    with works.without(NO_PARCEL, undo=(PARCEL,)):
        assert prices(works) == {PLAIN, "606"}


def test_nobody_ties_a_plain_row_to_somebody_again(works: Workshop) -> None:
    with works.prompt("selling") as prompt:
        assert done(prompt, "update sale set buyer_id = 1 where sale_id = 2") == {"42501"}
        assert done(
            prompt,
            "update sale set parcel = 'Ana, Able Alley 1101' where sale_id = 2",
            "update sale set price = 0 where sale_id = 2 returning *",
            "delete from sale where sale_id = 2",
            "select * from sale where sale_id = 2 for update",
        ) == {"UPDATE 0", "DELETE 0", "SELECT 0"}
    with works.prompt("till") as prompt:
        tie = "insert into sale (sale_id, buyer_id, price, sold_on) values (2, 1, 1, now()) on conflict (sale_id)"
        assert done(prompt, f"{tie} do update set buyer_id = 1", f"{tie} do update set parcel = 'Ana'") == {"42501"}
    assert prices(works) == {PLAIN, "606"}


def test_who_removes_a_person_lets_go_what_refers_to_them(works: Workshop) -> None:
    """What it does not hide: where a key of the company says `on delete set null`, removing somebody cuts the link."""
    works.run(*CLEO)
    works.troth.subject("member", 9).object("figures")
    assert prices(works) == {PLAIN, "606"}
    with works.prompt("clearing") as prompt:
        assert done(prompt, "delete from member where member_id = 9") == {"DELETE 1"}
    assert prices(works) == {PLAIN, "606", "91119111"}
    works.run("delete from public.sale where sale_id = 9")


def test_without_the_defences(workshop: Workshop) -> None:
    with workshop.without(NO_SIGHT), workshop.prompt("selling") as prompt:
        assert done(prompt, "update sale set price = 0 where sale_id = 2 returning *") == {"UPDATE 1"}
    with workshop.without(LINKS), workshop.prompt("selling") as prompt:
        assert done(prompt, "update sale set buyer_id = null, parcel = null where sale_id = 1") == {"UPDATE 1"}
        assert LINKED in prices(workshop)
    again = "update public.sale set buyer_id = 1 where sale_id = 1"
    with workshop.without(ALL_ROWS, again), workshop.prompt("figures") as prompt:
        assert "0" not in yes(prompt)
        seen = shown(prompt)
        assert LINKED in seen and UNFINISHED in seen and "division by zero" in seen
