"""Attempt: learn from EXPLAIN what was filtered away. A documented limit: EXPLAIN ANALYZE counts the rows removed.

What is pinned: a count, so a yes or no about a value the attacker had to know already; never a value of a hidden row.
"""

from adversary.market import HILDA, HILDAS_EMAIL, Market, Prompt, drop_policies


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
            assert ("Rows Removed by Filter: 1" in told) is here


def test_without_the_defence(market: Market) -> None:
    with market.without(*drop_policies("support", "member")), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
