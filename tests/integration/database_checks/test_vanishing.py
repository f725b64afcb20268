"""A row that is gone from its window once its event is marked."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_period_of_zero_after_a_marked_event(found: Found) -> None:
    assert found("TR322") == {
        ("note", "a row of `member` leaves the window of `account` once `account closed` is marked")
    }
    assert found("TR322", policy={"0 days after account closed": "1 day after account closed"}) == set()
