"""Attempt: read the text of views, policies and functions. That is allowed: it names no person."""

import re

from adversary.market import ANA, HILDA, HILDAS_EMAIL, OTTO, Market, Prompt


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select pg_get_viewdef(oid) from pg_class where relkind = 'v'",
        "select * from pg_policies",
        "select pg_get_expr(polqual, polrelid) from pg_policy",
        "select pg_get_functiondef(oid) from pg_proc where pronamespace::regnamespace::text = 'troth'",
        "select * from pg_description where objoid > 16384",
        "select setconfig from pg_db_role_setting",
        "select relname, reltuples from pg_class where relnamespace = 'public'::regnamespace",
        "select relname, reltuples from pg_class where relname = 'hidden_member'",
    )


def test_no_person_is_named(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "hidden_member" in seen and "troth.clock()" in seen
    assert re.search("hidden_member \\| [1-9]", seen), "how many are hidden is a documented limit"
    assert not [name for name in (ANA, HILDA, OTTO, HILDAS_EMAIL) if name in seen]


def test_without_the_defence(market: Market) -> None:
    """A policy that wrote its people down, instead of looking them up, would tell their names."""
    named = f"alter policy adv_sees_support_select on public.member using (full_name <> '{HILDA}')"
    with market.without(named), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
