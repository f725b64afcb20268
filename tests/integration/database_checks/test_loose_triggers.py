"""A trigger that lends its owner's rights to tables which a window's login makes itself."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]

FUNCTION = "create function note() returns trigger language plpgsql {} as 'begin return new; end'; "
UPDATED = "create trigger noted after update on member for each row execute function note()"
FIXED = "security definer set search_path = public, pg_temp"

REMOVES = {"uses: [order, message, identity.name]\n    keep: nothing": "uses: [order, message, identity.name]\n"
           "    may: [read, remove]\n    keep: nothing"}  # fmt: skip
BELOW = """alter table shipment drop constraint shipment_order_id_fkey, alter column order_id drop not null,
  add foreign key (order_id) references orders on delete {};
  create trigger noted {} on shipment for each row execute function note()"""


def test_a_trigger_by_the_path_of_who_writes(found: Found) -> None:
    said = found("TR345", FUNCTION.format("security definer") + UPDATED)
    words = "trigger `noted` on `member` lends its owner's rights to whoever logs in for `account`, `fulfilment`"
    assert said == {("error", words)}


def test_a_fixed_path_is_fine(found: Found) -> None:
    assert found("TR345", FUNCTION.format(FIXED) + UPDATED) == set()


def test_rights_of_the_window_are_anothers_matter(found: Found) -> None:
    assert found("TR345", FUNCTION.format("") + UPDATED) == set()


@pytest.mark.parametrize(
    ("rights", "then", "when", "loose"),
    [
        ("", "cascade", "before delete", True),
        ("security definer", "cascade", "after delete", True),
        ("", "set null", "before update", True),
        ("", "cascade", "after delete", False),
        ("", "set null", "before delete", False),
        ("", "no action", "before delete", False),
        (FIXED, "cascade", "before delete", False),
    ],
)
def test_what_a_foreign_key_does_it_does_as_the_owner(
    found: Found, rights: str, then: str, when: str, loose: bool
) -> None:
    said = found("TR345", FUNCTION.format(rights) + BELOW.format(then, when), policy=REMOVES)
    words = "trigger `noted` on `shipment` lends its owner's rights to whoever logs in for `dispute_handling`"
    assert said == ({("error", words)} if loose else set())
