"""Attempt: write data about somebody who is restricted, and have it returned."""

from adversary.market import HILDA, HILDAS_STREET, Market, Prompt, drop_policies


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "insert into orders (buyer_id, seller_id, total, ship_to) values (3, 2, 5, 'x') returning order_id, 'written'",
        "insert into orders (buyer_id, seller_id, total) values (1, 3, 5) returning order_id, 'written'",
        "insert into orders (buyer_id, total, ship_to) select 1, o.total, o.ship_to from orders o returning ship_to",
        "with w as (insert into orders (buyer_id, total) values (3, 5) returning *) select 'written', w.* from w",
    )


def test_refused(market: Market) -> None:
    with market.prompt("ordering") as prompt:
        seen = attack(prompt)
    assert seen.count("row-level security") == 3
    assert "written" not in seen and HILDAS_STREET not in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    removed = drop_policies("ordering", "orders", "insert", "select")
    with market.without(*removed), market.prompt("ordering") as prompt:
        seen = attack(prompt)
    assert "written" in seen and HILDAS_STREET in seen
