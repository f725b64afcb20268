"""A purpose whose event does not reach a table it uses."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

GREETING = "create table greeting (id int primary key, at timestamptz not null)"
MAPPED = {
    "  listing_category: plain": "  greeting: plain\n  listing_category: plain",
    "signal seen:": "greeted: greeting.at\n  signal seen:",
}


def test_an_event_that_no_way_leads_to(found: Found) -> None:
    policy = {"180 days after signal seen": "180 days after greeted"}
    said = {message for _, message in found("TR316", GREETING, policy=policy, tables=MAPPED)}
    assert "`greeted` happens to `greeting`, and no way leads there from `member`'s member" in said
    assert found("TR316", GREETING, tables=MAPPED) == set()
