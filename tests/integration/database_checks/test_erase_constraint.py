"""An erased value that a constraint refuses."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

SET = '{holds: identity.name, erase: {set: "Erased"}}'
NULL = {"phone: contact.phone": "phone: {holds: contact.phone, erase: null}"}


def test_the_same_value_twice_under_a_unique_constraint(found: Found) -> None:
    said = found("TR312", "alter table member add constraint names unique (full_name)")
    assert said == {
        ("error", "`member.full_name`, erased by `set: Erased`: `names` allows no second row with the same value")
    }
    (partly,) = found("TR312", "alter table member add constraint names unique (full_name, phone)")
    assert partly[0] == "note"


def test_a_list_of_values(found: Found) -> None:
    refused = "alter table member add constraint known check (full_name in ('Ana', 'Bea'))"
    allowed = "alter table member add constraint known check (full_name in ('Ana', 'Erased'))"
    ((level, message),) = found("TR312", refused)
    assert level == "error" and "`known` refuses it" in message
    assert found("TR312", allowed) == set()


def test_a_comparison(found: Found) -> None:
    zero = {"total: {holds: order, of: [buyer, seller]}": "total: {holds: order, of: [buyer, seller], erase: {set: 0}}"}
    ((level, _),) = found("TR312", "alter table orders add check (total > 0)", tables=zero)
    assert level == "error"
    assert found("TR312", "alter table orders add check (total >= 0)", tables=zero) == set()


def test_null_passes_a_check_unless_it_asks_for_null(found: Found) -> None:
    assert found("TR312", "alter table member add check (phone ~ '^[0-9]+$')", tables=NULL) == set()
    ((level, _),) = found("TR312", "alter table member add check (phone is not null)", tables=NULL)
    assert level == "error"


def test_what_only_the_database_can_tell_is_a_note(found: Found) -> None:
    ((level, message),) = found("TR312", "alter table member add constraint odd check (full_name like '%a%')")
    assert level == "note" and "only the database can tell" in message


def test_a_foreign_key_needs_the_row(found: Found) -> None:
    tables = {"order_id: {holds: order}": "order_id: {holds: order, erase: unique}"}
    ((level, message),) = found("TR312", tables=tables)
    assert level == "error" and "needs a row of `orders`" in message
