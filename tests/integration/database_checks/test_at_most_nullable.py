"""An outer limit that counts from a time which may be missing."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_the_event_of_at_most_is_never_null(found: Found) -> None:
    said = found("TR315", "alter table orders alter column placed_at drop not null")
    assert said == {("error", "`at most 2 years after order placed` counts from `orders.placed_at`, which can be null")}
    assert found("TR315") == set()
