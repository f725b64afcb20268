"""A review of a recipient that is over."""

from collections.abc import Callable

COUNTRY = "    country: US\n"


def test_review_over(found: Callable[..., str]) -> None:
    for days, said in (
        ("done: 2027-02-01, expires: 2027-01-01", "[TR153] error: the review of `post_office` ends before it was done"),
        (
            "done: 2020-02-01, expires: 2021-01-01",
            "[TR153] warning: the review of `post_office` is good until 2021-01-01",
        ),
    ):
        assert said in found(policy={COUNTRY: f"{COUNTRY}    review: {{{days}}}\n"})
    assert found(policy={COUNTRY: f"{COUNTRY}    review: {{done: 2026-02-01, expires: 2029-01-01}}\n"}) == ""
