"""Attempt: keep a prepared statement, with its plan, from before a consent was withdrawn."""

from adversary.market import ANA, Market, Prompt, sees

FOLDED = """
create function public.newsletter_open(person bigint) returns boolean language plpgsql immutable security definer as
  'begin return exists (select from troth.consent_member where subject = 1); end'
"""
"""A policy that PostgreSQL may work out once, when it plans, instead of once a statement."""


def attack(prompt: Prompt, market: Market) -> str:
    prompt.all(
        "set plan_cache_mode = force_generic_plan",
        "prepare letter as select full_name from member",
        "prepare letter_to as select full_name from member where member_id = $1",
        *(["execute letter", "execute letter_to(1)"] * 6),
    )
    market.run("delete from troth.consent_member where subject = 1")
    return prompt.all("execute letter", "execute letter_to(1)")


def test_refused(market: Market) -> None:
    with market.prompt("newsletter") as prompt:
        seen = attack(prompt, market)
        assert ANA in "\n".join(prompt.said[:20])
    assert ANA not in seen and seen == "SELECT 0\nSELECT 0"


def test_a_new_consent_opens_the_same_plan_again(market: Market) -> None:
    with market.prompt("newsletter") as prompt:
        attack(prompt, market)
        market.run("insert into troth.consent_member values (1, 'newsletter', now())")
        assert ANA in prompt.ask("execute letter")


def test_without_the_defence(market: Market) -> None:
    folded = FOLDED, f"alter policy {sees('newsletter')}_select on public.member using (public.newsletter_open(1))"
    with market.without(*folded), market.prompt("newsletter") as prompt:
        assert ANA in attack(prompt, market)
