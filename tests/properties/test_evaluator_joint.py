"""The reference says what is shown of rows that people share: examples that one can check by hand."""

from __future__ import annotations

from typing import Any

from properties.evaluator import Evaluator
from properties.marketplace import ANA, BEN, CEM, line, marketplace, order, seen, standing


def by_cells(policy: dict[str, Any], tables: dict[str, Any]) -> None:
    policy["purposes"]["fulfilment"]["joint"] = "cells"


def shown(shop: Evaluator, table: str, number: int) -> dict[str, Any]:
    """The cells of a row that hold something."""
    (row,) = (row for row in shop.data[table] if shop.map.key_of(table, row) == (number,))
    return {column: cell for column, cell in shop.cells("fulfilment", table, row).items() if cell is not None}


def test_a_row_is_seen_for_one_of_its_people_and_shows_what_is_theirs_alone() -> None:
    orders = [order(1, ANA, BEN), order(2, BEN, CEM), order(3, ANA, None), order(4, None, None)]
    ended = standing(ended=[(ANA, "fulfilment")])
    shop = marketplace(change=by_cells, orders=orders, order_line=[line(7, 1)], standing=ended)
    assert seen(shop, "fulfilment", "orders") == {1, 2, 4}
    assert seen(marketplace(orders=orders, standing=ended), "fulfilment", "orders") == {2, 4}
    assert shown(shop, "orders", 1).keys() == {"order_id", "seller_id", "placed_at"}
    assert shown(shop, "orders", 2).keys() == {"order_id", "buyer_id", "seller_id", "ship_to", "total", "placed_at"}
    assert shown(shop, "orders", 4).keys() == {"order_id", "ship_to", "total", "placed_at"}
    assert shown(shop, "order_line", 7) == {"line_id": 7, "order_id": 1}


def test_recipients_see_rows_whole_or_not_at_all() -> None:
    def of_both(policy: dict[str, Any], tables: dict[str, Any]) -> None:
        by_cells(policy, tables)
        policy["recipients"]["carrier"]["receives"].append("order")

    orders = [order(1, ANA, BEN), order(2, BEN, CEM)]
    shop = marketplace(change=of_both, orders=orders, standing=standing(pending=[(CEM, "fulfilment")]))
    assert seen(shop, "fulfilment", "orders") == {1, 2}
    assert shop.recipient_visible("carrier")["orders"] == {(1,)}
