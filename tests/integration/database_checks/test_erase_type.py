# ruff: noqa: E501
"""An erased value that the type of the column cannot take."""

from collections.abc import Callable

import pytest

Found = Callable[..., set[tuple[str, str]]]


COLUMN = '{holds: identity.name, erase: {set: "Erased"}}'


@pytest.mark.parametrize(
    ("type_", "erase", "trouble"),
    [
        ("text not null", "null", "`null`: it is NOT NULL"),
        ("boolean", "unique", "`unique`: boolean has too few values for a random one"),
        ("varchar(5)", "unique", "`unique`: character varying(5) has no room for the 12 characters of a random value"),
        ("varchar(5)", "{set: Erased}", "`set: Erased`: it is longer than character varying(5) allows"),
        ("integer", "{set: none}", "`set: none`: `none` is not a number"),
        ("smallint", "{set: 70000}", "`set: 70000`: `70000` does not fit into smallint"),
        ("integer", "{set: 1.5}", "`set: 1.5`: `1.5` does not fit into integer"),
        ("boolean", "{set: 1}", "`set: 1`: `1` is not true or false"),
        ("date", "{set: never}", "`set: never`: `never` is not a date"),
        ("inet", "{set: nowhere}", "`set: nowhere`: `nowhere` is not a inet"),
        ("uuid", "{set: x}", "`set: x`: `x` is not a uuid"),
        ("integer", "{keep_first: 2}", "`keep_first: 2`: integer has no first characters"),
        ("text", "{to: year}", "`to: year`: text is not a date or a time"),
    ],
)
def test_it_is_refused_before_a_sweep_fails(found: Found, type_: str, erase: str, trouble: str) -> None:
    made = f"alter table member drop column full_name; alter table member add column full_name {type_}"
    tables = {COLUMN: f"{{holds: identity.name, erase: {erase}}}"}
    assert found("TR311", made, tables=tables) == {("error", f"`member.full_name` cannot be erased by {trouble}")}


@pytest.mark.parametrize(
    ("type_", "erase"),
    [
        ("text", "null"), ("text", "unique"), ("uuid", "unique"), ("bigint", "unique"), ("varchar(5)", "{set: Gone}"),
        ("integer", "{set: 0}"), ("numeric", "{set: 1.5}"), ("boolean", "{set: false}"), ("date", "{to: year}"),
        ("timestamptz", "{to: month}"), ("date", '{set: "1900-01-01"}'), ("inet", '{set: "0.0.0.0"}'),
        ("text", "{keep_first: 2}"),
    ],
)  # fmt: skip
def test_what_fits_is_no_finding(found: Found, type_: str, erase: str) -> None:
    made = f"alter table member drop column full_name; alter table member add column full_name {type_}"
    assert found("TR311", made, tables={COLUMN: f"{{holds: identity.name, erase: {erase}}}"}) == set()


def test_a_computed_column_is_not_erased_by_itself(found: Found) -> None:
    made = "alter table member drop column full_name; alter table member add column full_name text generated always as (phone) stored"
    (said,) = found("TR311", made)
    assert said[1].endswith("PostgreSQL computes it from other columns")
