"""What the policy and the data map are written with: names, words, sentences, days, and short forms beside long ones.

Both models are made of these parts, so that one mistake is refused in the same words in either file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, StringConstraints, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from troth.documents.wording import shown

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Words = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_ '-]*$", max_length=80)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Part(BaseModel):
    """A part of a document: immutable, and closed to unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )


@dataclass(frozen=True, eq=False)
class Short:
    """Marks a value that may also be written in a short form, so that editors accept both."""

    schema: Mapping[str, Any]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [dict(self.schema), handler(core)]}


class OneAlone:
    """Marks a list of which a single element may be written without brackets, so that editors accept both."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(core)
        return {"anyOf": [whole["items"], whole]}


def refuse(kind: str, message: str, *, hint: str, value: object = None) -> NoReturn:
    """Refuse a value inside a validator. `{value}` in the message is the value as findings show it."""
    raise PydanticCustomError(kind, "{text}", {"text": message.replace("{value}", shown(value)), "hint": hint})


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        # Shaped like a day, but there is none such: 2026-02-30.
        pass
    refuse("day", "`{value}` is not a date", value=value, hint="write year, month and day: 2026-12-01")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _listed_or_one(value: Any) -> Any:
    return (value,) if isinstance(value, str) else _listed(value)


Listed = BeforeValidator(_listed)
ListedOrOne = BeforeValidator(_listed_or_one)
OneOfThem = Short({"type": "string"})
"""Stands beside ListedOrOne: one name may be written without the brackets of a list."""


def choice(kind: type[StrEnum]) -> BeforeValidator:
    """Accept the plain words of an enumeration, which strict models otherwise refuse."""

    def convert(value: Any) -> Any:
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        if isinstance(value, kind):
            return value
        raise PydanticCustomError("literal_error", "", {"expected": ", ".join(f"'{word.value}'" for word in kind)})

    return BeforeValidator(convert)
