"""Attempt: have code of one's own run with somebody else's rights: triggers, rules, expressions in indexes."""

from adversary.market import Market, Prompt, window


def attack(prompt: Prompt) -> str:
    spy = "execute function pg_temp.spy()"
    return prompt.all(
        "create function pg_temp.spy() returns trigger language plpgsql as 'begin return new; end'",
        f"create trigger spy before update on public.member for each row {spy}",
        f"create trigger spy instead of update on for_account.member for each row {spy}",
        "create rule spy as on update to for_account.member do also notify spy",
        "create index on public.member (lower(full_name))",
        "create statistics spy on full_name, email from public.member",
        f"create event trigger spy on ddl_command_end {spy}",
        "alter table public.member add column spy text default current_user",
        "comment on table public.member is 'spied'",
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert "CREATE TRIGGER" not in seen and "CREATE RULE" not in seen
    assert seen.count("42501") == 8


def test_without_the_defence(market: Market) -> None:
    with market.without(f"grant trigger on public.member to {window('account')}"), market.prompt("account") as prompt:
        assert "CREATE TRIGGER" in attack(prompt)
