"""Attempt: put temporary tables in front of those that the row policies look at, by name and by search path."""

from adversary.market import ANA, HILDA, Market, Prompt, sees

LATE = """
create function public.is_hidden(person bigint) returns boolean language plpgsql stable as
  'begin return exists (select from hidden_member h where h.subject = person); end'
"""


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "create temp table hidden_member (subject bigint, scope text, cause text, reference bigint, until timestamptz)",
        "create temp table look_member (member_id bigint, closed_at timestamptz, last_seen_at timestamptz)",
        "create temp view look_orders as select 3::bigint buyer_id, 2::bigint seller_id, now() placed_at",
        "grant all on pg_temp.hidden_member to public",
        "set search_path = pg_temp, for_support, pg_catalog",
        "select full_name from member",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "CREATE TABLE" in seen and "CREATE VIEW" in seen
    assert ANA in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    late = LATE, f"alter policy {sees('support')}_select on public.member using (not public.is_hidden(member_id))"
    with market.without(*late), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
