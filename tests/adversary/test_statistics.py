"""Attempt: read the samples of columns that the planner keeps."""

from adversary.market import HILDA, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select tablename, attname, most_common_vals, histogram_bounds from pg_stats where schemaname = 'public'",
        "select stavalues1, stavalues2 from pg_statistic",
        "select * from pg_stats_ext_exprs",
        "select stxdmcv from pg_statistic_ext_data",
        "select pg_stat_reset()",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert "permission denied for table pg_statistic" in seen
    assert "public" not in seen and "member" not in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    opened = f"grant select on pg_catalog.pg_statistic to {window('support')}"
    with market.without(opened), market.prompt("support") as prompt:
        assert HILDA in attack(prompt)
