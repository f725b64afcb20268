"""A sound data map becomes the value that is written in it."""

from datetime import date
from pathlib import Path

import pytest

from troth.errors import Refused
from troth.tables import load_tables, parse_tables
from troth.tables.aggregates import By
from troth.tables.model import ColumnName, EraseTo, Step, TableName

SOUND = Path(__file__).parents[1] / "checks" / "tables.yaml"


def test_what_is_written_is_what_is_read() -> None:
    data_map = load_tables(SOUND)
    tables = data_map.tables
    sale, item = tables[TableName("public", "sale")], tables[TableName("public", "sale_item")]
    assert tables[TableName("shop", "article_kind")].plain
    assert tables[TableName("public", "buyer")].subject == "buyer"
    assert item.owners["buyer"].path == (Step(None, "sale_id"), Step(TableName("public", "sale"), "buyer_id"))
    assert tables[TableName("public", "letter")].owners["buyer"].when == "author_kind = 'buyer'"
    assert sale.columns["ship_to"].erase == EraseTo(set="gone")
    assert sale.columns["total"].of == ("buyer", "maker")
    assert sale.columns["ship_to"].of == ("buyer",)
    assert tables[TableName("public", "buyer")].columns["email"].erase == "unique"
    assert tables[TableName("public", "buyer")].columns["hearing"].erase == "null"
    assert tables[TableName("public", "buyer")].columns["phone"].erase is None
    assert tables[TableName("public", "maker")].columns["born"].provided_by == "observed"
    delivered = data_map.events["sale delivered"]
    assert (delivered.at, delivered.table) == (
        ColumnName(TableName("public", "parcel"), "delivered_at"),
        TableName("public", "sale"),
    )
    assert data_map.bypass[0].until == date(2027, 3, 1)
    assert data_map.aggregates["sales_by_kind"].by == (By("article"),)


@pytest.mark.parametrize(
    ("need", "says"),
    [
        ("{none: a, exists: b}", "is one of"),
        ("{none: a, at_least: 2}", "counts nothing"),
        ("{none: a, distinct: b}", "counts nothing"),
    ],
)
def test_a_need_of_a_gate_is_one_thing(need: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_tables(f"tables: {{}}\ngates: {{g: {{table: a, when: 'true', needs: [{need}]}}}}\n".encode())
