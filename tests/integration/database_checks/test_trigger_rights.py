"""A trigger that would run with the rights of a window."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

FUNCTION = "create function note() returns trigger language plpgsql {} as 'begin return new; end'; "
TRIGGER = "create trigger noted before update on member for each row execute function note()"


def test_a_trigger_of_a_table_that_windows_write(found: Found) -> None:
    said = found("TR319", FUNCTION.format("") + TRIGGER)
    assert said == {("warning", "trigger `noted` on `member` would run with the rights of `account`, `fulfilment`")}


def test_one_with_its_owners_rights_is_fine(found: Found) -> None:
    assert found("TR319", FUNCTION.format("security definer") + TRIGGER) == set()


def test_one_for_what_no_window_does_is_fine(found: Found) -> None:
    assert found("TR319", FUNCTION.format("") + TRIGGER.replace("update", "delete")) == set()
