"""Attempt: put functions and operators of one's own in front of those that the row policies and the clock use."""

from adversary.market import ANA, OTTO, Market, Prompt

LATE = (
    "create or replace function troth.clock() returns timestamptz language plpgsql stable parallel safe "
    "as 'begin return now(); end'"
)


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "create function pg_temp.now() returns timestamptz language sql as 'select timestamptz ''2000-01-01'''",
        "create function pg_temp.later(timestamptz, timestamptz) returns boolean language sql as 'select true'",
        "create operator pg_temp.>= (leftarg = timestamptz, rightarg = timestamptz, function = pg_temp.later)",
        "create function public.now() returns timestamptz language sql stable as 'select timestamptz ''2000-01-01'''",
        "create schema mine",
        "set search_path = for_account, pg_temp, public, pg_catalog",
        "select full_name from member",
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert "CREATE OPERATOR" in seen
    assert ANA in seen and OTTO not in seen


def test_without_the_defence(market: Market) -> None:
    with market.without("grant usage, create on schema public to public", LATE), market.prompt("account") as prompt:
        assert OTTO in attack(prompt)
