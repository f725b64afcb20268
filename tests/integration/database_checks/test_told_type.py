"""Columns that tell something about each row."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

MEMBER = "    subject: member                          # one row is one member; its primary key is the member's key\n"
CREATED = "      created_at: plain\n"


def test_types_that_cannot_tell(found: Found) -> None:
    tables = {MEMBER: f"{MEMBER}    only_for: age\n    collected: age\n", CREATED: f"{CREATED}      age: plain\n"}
    assert found("TR328", "alter table member add column age int", tables=tables) == {
        ("error", "`only_for` of `member` is `age`, a integer"),
        ("error", "`collected` of `member` is `age`, a integer"),
    }


def test_types_that_can(found: Found) -> None:
    told = "    only_for: reason\n    collected: created_at\n"
    tables = {MEMBER: MEMBER + told, CREATED: f"{CREATED}      reason: plain\n"}
    assert found("TR328", "alter table member add column reason text[]", tables=tables) == set()


def test_an_accepted_version_that_is_no_number(found: Found) -> None:
    tables = {"listing_category: plain ": "listing_category: plain\nagreements: {terms: member.created_at}\n#"}
    policy = {"holds:\n": "agreements: {terms: {says: Terms, version: 1, since: 2026-01-01}}\nholds:\n"}
    assert found("TR328", policy=policy, tables=tables) == {
        ("error", "the version of `terms` that was accepted is in `member.created_at`, a timestamp with time zone")
    }
