"""Attempt: bend what a condition means by any setting that a session may change."""

from adversary.market import ANA, HILDA, OTTO, Market, Prompt

SETTINGS = {
    "datestyle": "'SQL, DMY'",
    "intervalstyle": "sql_standard",
    "lc_messages": "'C'",
    "lc_monetary": "'C'",
    "lc_time": "'C'",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "standard_conforming_strings": "off",
    "backslash_quote": "on",
    "quote_all_identifiers": "on",
    "timezone_abbreviations": "'India'",
    "enable_indexscan": "off",
    "enable_seqscan": "off",
    "from_collapse_limit": "1",
    "debug_parallel_query": "on",
    "jit_above_cost": "0",
    "statement_timeout": "'1min'",
    "default_transaction_isolation": "serializable",
    "extra_float_digits": "-15",
    "local_preload_libraries": "'plpgsql'",
    "troth.clock": "'2000-01-01'",
    "app.everyone": "'yes'",
}

BY_A_SETTING = """
alter policy adv_sees_support_select on public.member
  using (coalesce(current_setting('app.everyone', true), '') = 'yes' or member_id < 3)
"""


def attack(prompt: Prompt) -> str:
    seen = prompt.all(
        "select set_config(name, setting, false) from pg_settings where name = 'role'",
        *(f"set {name} = {value}" for name, value in SETTINGS.items()),
    )
    return seen + prompt.ask("select full_name from member where member_id < 100")


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert ANA in seen and HILDA not in seen and OTTO not in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(BY_A_SETTING), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
