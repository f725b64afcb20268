"""Personal data that is paid for."""

from collections.abc import Callable

import pytest

COUNTRY = "    country: US\n    safeguard: standard_contractual_clauses\n"


@pytest.mark.parametrize(
    ("key", "does"),
    [("for_money", "pays for personal data"), ("own_marketing", "uses personal data for marketing of its own")],
)
def test_where_the_policy_says_that_nothing_is_sold(found: Callable[..., str], key: str, does: str) -> None:
    said = found(policy={COUNTRY: f"{COUNTRY}    {key}: true\n", "\npromises:\n": "\nno_sale: true\npromises:\n"})
    assert f"[TR150] error: `post_office` {does}, and the policy says `no_sale`\n  where: policy.yaml:108:5\n" in said


def test_where_nobody_can_say_no(found: Callable[..., str]) -> None:
    said = found(policy={COUNTRY: f"{COUNTRY}    for_money: true\n"})
    assert "[TR150] error: `post_office` pays for personal data, and nobody can say no to `delivery`" in said


def test_counts_of_people_may_be_paid_for(found: Callable[..., str]) -> None:
    paid = {"    smallest_group: 25\n": "    smallest_group: 25\n    for_money: true\n"}
    assert found(policy={**paid, "\npromises:\n": "\nno_sale: true\npromises:\n"}) == ""
