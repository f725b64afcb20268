"""The words of the policy file that are read into values: names of categories, countries, and periods of time."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from troth.documents.parts import refuse
from troth.policy.period import Keep, KeepError, Period, parse_keep, parse_period

CategoryName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=80)]
Uses = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$", max_length=80)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,20}$")]
PromiseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


def _keep(value: Any) -> Keep:
    if isinstance(value, Keep):
        return value
    try:
        return parse_keep(_text(value))
    except KeepError as error:
        refuse("keep", str(error), hint=error.hint)


def _period(value: Any) -> Period:
    if isinstance(value, Period):
        return value
    try:
        return parse_period(_text(value))
    except KeepError as error:
        refuse("period", str(error), hint=error.hint)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        refuse("text", "`{value}` is not a period in words", value=value, hint="write `30 days after order delivered`")
    return value


KeepText = Annotated[
    Keep,
    BeforeValidator(_keep),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(nothing|(\d{1,5} (day|week|month|year)s?|[a-z][a-z0-9_]{0,40}) after \S.*)$",
            "examples": [
                "30 days after order delivered or order cancelled, at most 2 years after order placed",
                "statutory after end of year of invoice issued",
                "nothing",
            ],
        }
    ),
]
Every = Annotated[
    Period,
    BeforeValidator(_period),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,5} (day|week|month|year)s?$"}),
]
