"""A column mapped as plain, and worked out from a personal one."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]

ADDED = "alter table member add column found text generated always as ({}) stored"
PLAIN = {"      last_seen_at: plain\n": "      last_seen_at: plain\n      found: {}\n"}


def found_by(found: Found, expression: str, meaning: str = "plain") -> set[tuple[str, str]]:
    tables = {old: new.format(meaning) for old, new in PLAIN.items()}
    return found("TR347", ADDED.format(expression), tables=tables)


@pytest.mark.parametrize("expression", ["lower(full_name)", "full_name || 'x'"])
def test_a_personal_source(found: Found, expression: str) -> None:
    words = "`member.found` is mapped `plain`, and generated from `full_name`, which holds identity.name"
    assert found_by(found, expression) == {("error", words)}


def test_with_the_category_of_its_source_it_is_fine(found: Found) -> None:
    assert found_by(found, "lower(full_name)", "identity.name") == set()


@pytest.mark.parametrize("expression", ["'full_name'", "member_id::text"])
def test_other_sources_are_fine(found: Found, expression: str) -> None:
    assert found_by(found, expression) == set()
