"""Two counts of the same people, of which one is a finer split of the other."""

from collections.abc import Callable

BOTH = {
    "by: [article]}": "by: [article]}\n  sales_by_day: {counts: buyer, from: sale_item, by: [article, {day: made_at}]}"
}
SMALLEST = "    smallest_group: 25\n"


def test_aggregate_overlap(found: Callable[..., str]) -> None:
    said = "[TR236] warning: `researchers` could subtract `sales_by_day` from `sales_by_kind`"
    assert said in found(tables=BOTH)
    assert found(tables=BOTH, policy={SMALLEST: f"{SMALLEST}    round_to: 5\n"}) == ""
    assert found(tables=BOTH, policy={SMALLEST: f"{SMALLEST}    aggregates: [sales_by_day]\n"}) == ""
