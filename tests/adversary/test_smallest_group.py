"""Attempt: as who may know only counts of people, ask until the groups are small enough to know a person."""

from adversary.market import STAFF, Market, Prompt

MEMBER = f"grant adv_to_advertiser to {STAFF}"
PEEK = """
create function pg_temp.peek(bigint) returns boolean language plpgsql immutable cost 0.0000001 as
  $$ begin raise notice 'peeked %', $1; return true; end $$
"""
"""A condition of the reader's own, cheap enough to be tried on the small groups before they are left out."""
UNDO = [f"revoke adv_to_advertiser from {STAFF}"]
WITHOUT_GROUPS = """
create or replace view to_advertiser.advert_views as
  select advert, shown_on, count(distinct member_id) as people from public.advert_view group by 1, 2
"""


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "set role adv_to_advertiser",
        "select advert, people from to_advertiser.advert_views",
        "select 'groups', count(*) from to_advertiser.advert_views where people < 20",
        "select advert, people from to_advertiser.advert_views where advert = 7",
        "select * from public.advert_view",
        PEEK,
        "select advert from to_advertiser.advert_views where pg_temp.peek(people)",
        "select advert from to_advertiser.advert_views where pg_temp.peek(advert)",
        "select * from to_carrier.member",
    )


def test_refused(market: Market) -> None:
    """25 people saw advert 8; 19 saw advert 7, which is below the smallest group of 20."""
    with market.without(MEMBER, undo=UNDO), market.prompt(STAFF) as prompt:
        seen = attack(prompt)
    assert "8 | 25" in seen and "groups | 0" in seen and "7 | 19" not in seen
    assert seen.count("42501") == 2
    assert "peeked 25" in seen and "peeked 19" not in seen and "peeked 7" not in seen


def test_without_the_barrier(market: Market) -> None:
    """As a plain query the view would have the reader's conditions tried on every group."""
    plain = WITHOUT_GROUPS + " having count(distinct member_id) >= 20"
    with market.without(plain, MEMBER, undo=UNDO), market.prompt(STAFF) as prompt:
        seen = attack(prompt)
    assert "peeked 19" in seen and "peeked 7" in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(WITHOUT_GROUPS, MEMBER, undo=UNDO), market.prompt(STAFF) as prompt:
        assert "7 | 19" in attack(prompt)
