"""Attempt: change rows one cannot see and have them returned."""

from adversary.market import ANA, HILDA, OTTO, Market, Prompt, drop_policies


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "update member set phone = phone returning *",
        "update member set phone = 'gone' where member_id in (3, 4) returning *",
        "update member m set phone = m.phone from member o where o.member_id = 3 returning m.*, o.*",
    )


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert ANA in seen and HILDA not in seen and OTTO not in seen
    assert "UPDATE 0\nUPDATE 0" in seen


def test_without_the_defence(market: Market) -> None:
    removed = drop_policies("account", "member", "select", "update")
    with market.without(*removed), market.prompt("account") as prompt:
        assert f"3 | {HILDA} | hilda@hidden.example | gone" in attack(prompt)
