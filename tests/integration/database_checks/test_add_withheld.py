"""A right to add rows that is held back on servers with the upsert advisory."""

from collections.abc import Callable

import psycopg

from troth.postgres.versions import has_upsert_advisory

Found = Callable[..., set[tuple[str, str]]]


def test_it_is_said_for_each_purpose_on_such_a_server(found: Found, database: str) -> None:
    with psycopg.connect(database) as owner:
        version = owner.info.server_version
    said = found("TR318")
    assert bool(said) == has_upsert_advisory(version)
    assert all("`account` may not add to `member`, `orders` on PostgreSQL" in message for _, message in said)
    assert {level for level, _ in said} <= {"warning"}


def test_without_change_nothing_is_held_back(found: Found) -> None:
    policy = {
        "may: [read, add, change]": "may: [read, add]",
        "    marks: [account closed]                  # may write the column of this event\n": "",
    }
    assert found("TR318", policy=policy) == set()
