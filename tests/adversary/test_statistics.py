"""Attempt: read the samples of columns that the planner keeps, or have it hand them to a function of one's own."""

from adversary.market import HILDA, Market, Prompt, drop_policies, window


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


def guessing(prompt: Prompt) -> str:
    """To guess how many rows an operator lets through, the planner asks its function about each sample."""
    spy, like = "leftarg = text, rightarg = text, function = pg_temp.spy", "restrict = {}, join = {}"
    return prompt.all(
        "create function pg_temp.spy(text, text) returns boolean language plpgsql immutable as "
        "$$ begin raise notice 'saw %', $1; return true; end $$",
        f"create operator pg_temp.=== ({spy}, {like.format('eqsel', 'eqjoinsel')})",
        f"create operator pg_temp.<<< ({spy}, {like.format('scalarltsel', 'scalarltjoinsel')})",
        f"create operator pg_temp.@@@ ({spy}, {like.format('matchingsel', 'matchingjoinsel')})",
        *(f"explain select from member where full_name operator(pg_temp.{sign}) 'x'" for sign in ("===", "<<<", "@@@")),
        "explain select from member a join member b on a.full_name operator(pg_temp.@@@) b.email",
    )


def test_no_sample_is_handed_to_a_function_of_ones_own(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = guessing(prompt)
    assert seen.count("CREATE OPERATOR") == 3 and "saw" not in seen


def test_with_the_samples_of_a_table_without_row_security(market: Market) -> None:
    off = "alter table public.member disable row level security"
    with market.without(*drop_policies("support", "member"), off), market.prompt("support") as prompt:
        assert f"saw {HILDA}" in guessing(prompt)
