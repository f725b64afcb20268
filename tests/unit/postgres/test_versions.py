"""In what versions of PostgreSQL differ, told by their numbers: most minor versions cannot be had for a test."""

import pytest

from troth.postgres.versions import (
    createrole_reaches_all,
    has_upsert_advisory,
    memberships_have_options,
    written,
)


@pytest.mark.parametrize("fixed", [150020, 160016, 170012, 180007])
def test_the_upsert_advisory_ends_with_a_minor_version_of_each(fixed: int) -> None:
    assert has_upsert_advisory(fixed - 1)
    assert not has_upsert_advisory(fixed)


def test_a_version_that_came_after_the_upsert_advisory_never_had_it() -> None:
    assert not has_upsert_advisory(190000)


@pytest.mark.parametrize("version", [150020, 160000])
def test_memberships_have_options_where_createrole_no_longer_reaches_all(version: int) -> None:
    assert memberships_have_options(version) is (version >= 160000)
    assert createrole_reaches_all(version) is (version < 160000)


def test_a_version_is_written_as_people_do() -> None:
    assert [written(version) for version in (150020, 180006)] == ["15.20", "18.6"]
