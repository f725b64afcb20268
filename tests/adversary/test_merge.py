"""Attempt: MERGE into a window, to change and return what it hides (before 17, MERGE on a view is refused outright)."""

import pytest

from adversary.market import HILDA, Market, Prompt, drop_policies


def attack(prompt: Prompt) -> str:
    merge = "merge into member m using (values (3)) v(n) on m.member_id = v.n when matched then update set phone = '1'"
    return prompt.all(merge, f"{merge} returning m.*")


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert HILDA not in seen
    assert "MERGE 0\nMERGE 0" in seen if market.version >= 17 else "MERGE 0" not in seen and seen.startswith("0A000")


def test_without_the_defence(market: Market) -> None:
    if market.version < 17:
        pytest.skip("no MERGE on views before PostgreSQL 17")
    removed = drop_policies("account", "member", "select", "update")
    with market.without(*removed), market.prompt("account") as prompt:
        assert HILDA in attack(prompt)
