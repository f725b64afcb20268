"""Attempt: switch row security off for one's session."""

from adversary.market import ANA, HILDA, Market, Prompt, sees


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "set row_security = off",
        "select full_name from member",
        "alter table public.member disable row level security",
        "alter policy adv_sees_support_select on public.member using (true)",
        "drop policy adv_sees_support_select on public.member",
        "create policy open on public.member using (true)",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
        assert "query would be affected by row-level security policy" in seen
        assert seen.count("must be owner of") == 4 and HILDA not in seen
        prompt.ask("set row_security = on")
        again = prompt.ask("select full_name from member")
    assert ANA in again and HILDA not in again


def test_without_the_defence(market: Market) -> None:
    given, taken = f"alter role {sees('support')} bypassrls", f"alter role {sees('support')} nobypassrls"
    with market.without(given, undo=[taken]), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
