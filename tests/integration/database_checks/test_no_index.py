"""A way to a person that no index serves."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_path_without_an_index_says_what_is_scanned(found: Found) -> None:
    indexed = "create index on advert_view (member_id)"
    assert found("TR313", indexed) == set()
    said = found(
        "TR313", f"{indexed}; drop index orders_buyer_id_idx; insert into orders default values; analyze orders"
    )
    assert said == {("warning", "no index serves `orders(buyer_id)`: erasing one person would scan about 1 rows")}


def test_a_partial_index_does_not_serve(found: Found) -> None:
    said = found("TR313", "create index on advert_view (member_id) where advert > 3")
    assert {message.partition(":")[0] for _, message in said} == {"no index serves `advert_view(member_id)`"}
