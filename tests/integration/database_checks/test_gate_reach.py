"""A gate and the rows it asks for."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def gate(needs: str) -> dict[str, str]:
    said = f"gates: {{big: {{table: orders, of: buyer, when: total > 1000, needs: [{needs}]}}}}"
    return {"listing_category: plain ": f"listing_category: plain\n{said}\n#"}


def test_rows_that_nothing_relates(found: Found) -> None:
    assert found("TR326", tables=gate("{exists: listing_category}")) == {
        ("error", "the gate `big` asks for rows of `listing_category`, which nothing relates to `orders`")
    }


def test_a_freshness_that_is_no_time(found: Found) -> None:
    assert found("TR326", tables=gate("{exists: fraud_signal, at: ip, fresh: 1 month}")) == {
        ("error", "the gate `big` counts how fresh rows are by `ip`, which is a inet")
    }


def test_rows_of_the_same_order_and_of_the_same_person(found: Found) -> None:
    assert found("TR326", tables=gate("{exists: shipment}, {exists: fraud_signal, at: at, fresh: 1 month}")) == set()
