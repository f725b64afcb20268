"""A column whose values would not be recognised when they come back, of a category that is suppressed."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]
SUPPRESS = {"direct_marketing: true": "direct_marketing: true\n    suppress: [contact.email]"}


def of_type(type_: str) -> str:
    return f"alter table member drop column email; alter table member add column email {type_}"


@pytest.mark.parametrize("type_", ["date", "numeric(10,2)", "double precision", "bytea", "jsonb", "text[]"])
def test_it_has_no_spelling_of_its_own(found: Found, type_: str) -> None:
    said = {("error", f"`member.email` is {type_}, and `contact.email` is suppressed")}
    assert found("TR339", of_type(type_), policy=SUPPRESS) == said
    assert found("TR339", of_type(type_)) == set()


@pytest.mark.parametrize("type_", ["text", "character varying(80)", "bigint", "uuid", "inet"])
def test_it_is_always_written_alike(found: Found, type_: str) -> None:
    assert found("TR339", of_type(type_), policy=SUPPRESS) == set()
