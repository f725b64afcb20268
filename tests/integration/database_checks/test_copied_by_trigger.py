"""A trigger on a table about people whose function works with a table mapped plain."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]

PLAIN = {"  listing_category: plain": '  "kept-rows": plain\n  listing_category: plain'}
KEPT = 'create table "kept-rows" (id bigint generated always as identity primary key, was jsonb)'
FUNCTION = "create function keep() returns trigger language plpgsql as $$ begin {}; return null; end $$"
TRIGGER = "create trigger keeps after update or delete on {} for each row execute function keep()"
COPY = 'insert into "kept-rows" (was) values (to_jsonb(old))'


def sql(body: str, on: str = "member") -> str:
    return "; ".join([KEPT, FUNCTION.format(body), TRIGGER.format(on)])


def test_a_trigger_that_copies_people_is_named(found: Found) -> None:
    said = {("warning", "trigger `keeps` on `member` works with `kept-rows`, mapped plain")}
    assert found("TR349", sql(COPY), tables=PLAIN) == said


@pytest.mark.parametrize(
    "made",
    [sql("perform 1 as kept"), sql(COPY, on="listing_category")],
    ids=["works with no other table", "on a plain table"],
)
def test_other_triggers_are_not(found: Found, made: str) -> None:
    assert found("TR349", made, tables=PLAIN) == set()
