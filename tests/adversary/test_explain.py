"""Attempt: learn from EXPLAIN what was filtered away. A documented limit: EXPLAIN ANALYZE counts the rows removed.

What is pinned: no answer holds a value of a hidden row. But each is a yes or no, and many of them come to a value in a
column that the window shows and that has an index.
"""

import re

from adversary.market import HILDA, HILDAS_EMAIL, Market, Prompt, drop_policies

ONE_MEMBER_LESS = "\n  Rows Removed by Filter: 1\n"
"""Of the scan itself. What row policies look at is counted deeper in the plan, on old versions for everybody."""


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "explain verbose select * from member where full_name > 'H'",
        "explain (analyze, verbose, buffers, costs off, timing off, summary off) select * from member",
        "explain (analyze, costs off, timing off, summary off) execute nothing",
        "explain (format json, generic_plan) select * from member where full_name = $1",
        "load 'auto_explain'",
        "set auto_explain.log_min_duration = 0",
        "set client_min_messages = log",
        "select full_name from member",
    )


def test_no_value_gets_out(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "Rows Removed by Filter" in seen
    assert HILDA not in seen and HILDAS_EMAIL not in seen


def test_one_bit_gets_out(market: Market) -> None:
    with market.prompt("support") as prompt:
        for email, here in ((HILDAS_EMAIL, True), ("nobody@nowhere.example", False)):
            prompt.ask("set enable_seqscan = off")
            told = prompt.ask(f"explain (analyze, costs off) select from member where email = '{email}'")
            assert (ONE_MEMBER_LESS in told) is here


def test_many_bits_come_to_a_value(market: Market) -> None:
    """Half of the letters, a quarter of them, ...: an address that nobody showed and nobody knew."""
    told = "explain (analyze, costs off) select from member where email >= '{}' and email < '{}'"
    found = ""
    with market.prompt("support") as prompt:
        prompt.ask("set enable_seqscan = off")
        for _ in HILDAS_EMAIL.split("@")[0]:
            low, high = ord("a"), ord("z") + 1
            while high - low > 1:
                middle = (low + high) // 2
                below = prompt.ask(told.format(found + chr(low), found + chr(middle)))
                low, high = (low, middle) if ONE_MEMBER_LESS in below else (middle, high)
            found += chr(low)
    assert HILDAS_EMAIL.startswith(f"{found}@")


def test_estimates_count_those_who_are_hidden(market: Market) -> None:
    market.run(
        "insert into member (full_name, last_seen_at) select 'Zed ' || n, now() - interval '9 years' "
        "from generate_series(1, 3000) n",
        "analyze member",
    )
    with market.prompt("support") as prompt:
        assert prompt.ask("select from member where full_name > 'Z'") == "SELECT 0"
        guessed = re.search(r"rows=(\d+)", prompt.ask("explain select from member where full_name > 'Z'"))
    assert guessed is not None and int(guessed[1]) > 100


def test_without_the_defence(market: Market) -> None:
    with market.without(*drop_policies("support", "member")), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
