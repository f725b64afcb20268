"""Attempt: become another window, a role that owns views, the keeper, or the company itself, by SET ROLE."""

import pytest

from adversary.market import ANAS_PHONE, HILDA, Market, Prompt, sees, window


def attack(prompt: Prompt, *company: str) -> str:
    seen = []
    for role in (window("account"), sees("account"), "adv_keeper", "adv_desk", *company, "pg_read_all_data"):
        seen.append(prompt.ask(f'set role "{role}"'))
        seen.append(prompt.ask("select full_name, phone from for_account.member"))
        seen.append(prompt.ask("select * from public.member"))
        seen.append(prompt.ask("reset role"))
    return "\n".join(seen)


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt, market.owner, market.chief)
    assert seen.count("permission denied to set role") == 7
    assert ANAS_PHONE not in seen and HILDA not in seen


@pytest.mark.parametrize(("role", "learnt"), [(window("account"), ANAS_PHONE), ("pg_read_all_data", HILDA)])
def test_without_the_defence(market: Market, role: str, learnt: str) -> None:
    granted, revoked = f"grant {role} to {window('support')}", f"revoke {role} from {window('support')}"
    with market.without(granted, undo=[revoked]), market.prompt("support") as prompt:
        assert learnt in attack(prompt, market.owner, market.chief)
