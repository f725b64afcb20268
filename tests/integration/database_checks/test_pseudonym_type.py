"""A key that a window shows as a pseudonym, and that would have several."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]
KEYS = {"uses: [device.ip, contact.email]": "uses: [device.ip, contact.email]\n    keys: pseudonym"}


def keyed(type_: str) -> str:
    return f"alter table fraud_signal drop column id; alter table fraud_signal add column id {type_} primary key"


@pytest.mark.parametrize("type_", ["date", "numeric(10,2)", "timestamp with time zone", "bytea"])
def test_it_has_no_spelling_of_its_own(found: Found, type_: str) -> None:
    said = {("error", f"`fraud_signal.id` is {type_}, and `fraud_prevention` shows it as a pseudonym")}
    assert found("TR341", keyed(type_), policy=KEYS) == said
    assert found("TR341", keyed(type_)) == set()


@pytest.mark.parametrize("type_", ["bigint", "uuid", "text", "character varying(9)"])
def test_it_is_always_written_alike(found: Found, type_: str) -> None:
    assert found("TR341", keyed(type_), policy=KEYS) == set()
