"""Counts that are split by a column that is not there, is a key, or has no time to be cut."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]
BY = "by: [advert, shown_on]"


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("[adverts]", "`adverts` is no mapped column of it: `advert_view`"),
        ("[id]", "`id` is its key: `advert_view`"),
        ("[{day: advert}]", "`advert_view.advert` is a integer, and has no day"),
        ("[{hour: shown_on}]", "`advert_view.shown_on` is a date, and has no hour"),
    ],
)
def test_aggregate_column(found: Found, by: str, message: str) -> None:
    assert found("TR335", tables={BY: f"by: {by}"}) == {("error", message)}


def test_a_day_of_a_date_is_that_day(found: Found) -> None:
    assert found("TR335", tables={BY: "by: [advert, {day: shown_on}]"}) == set()
