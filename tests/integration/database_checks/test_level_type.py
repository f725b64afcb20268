"""Levels of precision that a column does not have."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]


def test_a_level_that_the_type_does_not_have(found: Found) -> None:
    assert found("TR338") == set()
    said = found(
        "TR338", policy={'device.ip: "Internet address"': 'device.ip: {says: "Internet address", levels: [month]}'}
    )
    assert said == {
        ("error", "`advert_view.ip` is a inet, which has no `month`"),
        ("error", "`fraud_signal.ip` is a inet, which has no `month`"),
    }
