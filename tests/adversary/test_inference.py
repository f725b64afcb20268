"""Attempt: count, compare and order one's way to a hidden row."""

from adversary.market import Market, Prompt, drop_policies


def attack(prompt: Prompt) -> list[str]:
    asked = (
        "select count(*) from member where full_name like 'Hilda%'",
        "select count(*) filter (where email like 'hilda@%') from member",
        "select count(*) from member where exists (select from member o where o.email = 'hilda@hidden.example')",
        "select count(*) from (select max(full_name) m from member where full_name < 'I' and full_name > 'H') x "
        "where m is not null",
        "select count(*) from member a full join (values ('hilda@hidden.example')) v(e) on a.email = v.e "
        "where v.e is not null and a.member_id is not null",
        "select count(*) from orders where total = 3391",
    )
    return [prompt.ask(question).splitlines()[0] for question in asked]


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        assert attack(prompt) == ["0"] * 6


def test_without_the_defence(market: Market) -> None:
    removed = drop_policies("support", "member") + drop_policies("support", "orders")
    with market.without(*removed), market.prompt("support") as prompt:
        answers = attack(prompt)
    assert "0" not in answers
