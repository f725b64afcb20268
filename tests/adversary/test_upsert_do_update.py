"""Attempt: read and change a hidden row by `insert ... on conflict do update ... returning`."""

import pytest

from adversary.market import HILDA, HILDAS_EMAIL, Market, Prompt, drop_policies, sees, window

ADDING = (
    f"grant insert, update on for_account.member to {window('account')}",
    f"grant insert, update on public.member to {sees('account')}",
)


def attack(prompt: Prompt) -> str:
    into = "insert into member (member_id, full_name, email) overriding system value values"
    return prompt.all(
        f"{into} (3, 'Spy', 'spy@example.org') on conflict (member_id) do update set full_name = 'Spy' returning *",
        f"{into} (9, 'Spy', '{HILDAS_EMAIL}') on conflict (email) do update set full_name = 'Spy' returning *",
        f"{into} (3, 'Spy', 'spy@example.org') on conflict (member_id) do update set full_name = 'Spy' "
        "where member.full_name::int = 1 returning *",
    )


@pytest.mark.parametrize("purpose", ["account", "sign_up"])
def test_refused(market: Market, purpose: str) -> None:
    """One window adds, another changes; on servers with the upsert advisory none does both."""
    with market.prompt(purpose) as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 3 and HILDA not in seen


def test_row_policies_stand_behind_the_missing_privilege(market: Market) -> None:
    with market.without(*ADDING), market.prompt("account") as prompt:
        seen = attack(prompt)
    assert seen.count("row-level security") == 3 and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    removed = *ADDING, *drop_policies("account", "member", "select", "update")
    with market.without(*removed), market.prompt("account") as prompt:
        assert f"3 | Spy | {HILDAS_EMAIL}" in attack(prompt)
