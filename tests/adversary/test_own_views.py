"""Attempt: put views and functions of one's own over the company's tables or over a window, or change the window's."""

from adversary.market import ANA, HILDA, Market, Prompt, sees, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "create temp view all_members as select * from public.member",
        "select * from all_members",
        "create temp view mine with (security_invoker = true) as select * from for_support.member",
        "select * from mine",
        "create view for_support.spy as select * from public.member",
        "create or replace view for_support.member as select * from public.member",
        "alter view for_support.member set (security_invoker = true)",
        "alter view for_support.member owner to current_user",
        "create function pg_temp.everyone() returns setof public.member language sql security definer "
        "as 'select * from public.member'",
        "select * from pg_temp.everyone()",
        "select * from for_support.spy",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert ANA in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    """One who owns views besides having rights below could show everybody."""
    owns = f"grant {sees('support')} to {window('support')}", f"alter role {window('support')} inherit"
    undo = f"revoke {sees('support')} from {window('support')}", f"alter role {window('support')} noinherit"
    below = "drop policy adv_sees_support_select on public.member"
    with market.without(*owns, below, undo=undo), market.prompt("support") as prompt:
        assert HILDA in prompt.ask("select full_name from public.member") + attack(prompt)
