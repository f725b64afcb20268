"""A recipient of counts that there are not, or of counts that rounding would shrink."""

from collections.abc import Callable

SMALLEST = "    smallest_group: 25\n"


def test_aggregates_named(found: Callable[..., str]) -> None:
    said = found(policy={SMALLEST: f"{SMALLEST}    aggregates: [sales_by_kid]\n"})
    assert "[TR156] error: tables.yaml has no counts `sales_by_kid`" in said and "did you mean `sales_by_kind`?" in said
    assert found(policy={SMALLEST: f"{SMALLEST}    aggregates: [sales_by_kind]\n"}) == ""


def test_a_rounded_count_is_no_smaller_than_the_smallest_group(found: Callable[..., str]) -> None:
    said = found(policy={SMALLEST: f"{SMALLEST}    round_to: 10\n"})
    assert "[TR156] error: `researchers` could be shown a count below 25" in said


def test_rounding_means_nothing_for_rows(found: Callable[..., str]) -> None:
    country = "    country: US\n"
    said = found(policy={country: f"{country}    round_to: 5\n    aggregates: [sales_by_kind]\n"})
    for key in ("round_to", "aggregates"):
        assert f"[TR152] warning: `{key}` means nothing on the recipient `post_office`" in said
