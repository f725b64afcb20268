"""Attempt: turn back the clock by which every deadline is counted."""

from adversary.market import ANA, OTTO, Market, Prompt, window

BACK = "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "create or replace function pg_catalog.now() returns timestamptz language sql return timestamptz 'epoch'",
        BACK.format("timestamptz '2000-01-01'"),
        "alter function troth.clock() rename to o_clock",
        "alter function troth.clock() set timezone = 'UTC'",
        "select full_name from member",
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert ANA in seen and OTTO not in seen


def test_without_the_defence(market: Market) -> None:
    keeper = window("account")
    opened = f"grant usage, create on schema troth to {keeper}", f"alter function troth.clock() owner to {keeper}"
    with market.without(*opened), market.prompt("account") as prompt:
        assert OTTO in attack(prompt)
