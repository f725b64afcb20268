"""Does a document have the form that its model asks for? Every mistake becomes one finding that a person can act on."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from troth.documents.document import Document
from troth.documents.wording import shown
from troth.errors import Refused
from troth.findings import Finding, Level, did_you_mean

UNKNOWN, ABSENT, TYPE, NAME, CHOICE, BOUND, PERIOD, DAY, FORM, TOGETHER, MORE = (
    "TR020", "TR021", "TR022", "TR023", "TR024", "TR025", "TR026", "TR027", "TR028", "TR029", "TR019",
)  # fmt: skip

MOST_FINDINGS = 200

Model = TypeVar("Model", bound=BaseModel)

_EXPECTED = {
    "string_type": "text", "int_type": "a whole number", "bool_type": "true or false", "float_type": "a number",
    "dict_type": "a mapping", "model_type": "a mapping", "model_attributes_type": "a mapping", "tuple_type": "a list",
    "int_from_float": "a whole number", "finite_number": "a finite number",
}  # fmt: skip
_OWN_CODES = {
    "keep": PERIOD, "period": PERIOD, "day": DAY, "text": TYPE, "together": TOGETHER,
}  # fmt: skip
_BOUNDS = {
    "greater_than_equal": ("must be at least {ge}", "write a number that is not smaller"),
    "less_than_equal": ("must be at most {le}", "write a number that is not larger"),
    "too_short": ("must not be empty", "write at least one"),
    "too_long": ("has more than {max_length} entries", "write at most that many"),
    "string_too_short": ("must not be empty", "write some words"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
}
_SCHEMA = "the JSON Schema of this file says what may stand here: `troth schema` prints it"
_WHY = {
    UNKNOWN: "a key that nothing reads would promise what nothing does",
    ABSENT: "without it the meaning would be a guess",
    TYPE: "taking it for something else would change what was written",
    NAME: "names become roles, schemas and views of the database",
    CHOICE: "each of the words has one exact meaning, and others have none",
    BOUND: "beyond it the value would mean nothing, or harm",
    PERIOD: "how long data lives is read, and never guessed",
    DAY: "another form of date could be read as two different days",
    FORM: "the data map must lead to one table, one column and one person",
    TOGETHER: "only one of them could hold",
}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How the findings about one kind of document are worded."""

    model: type[BaseModel]
    patterns: Mapping[str, str] = field(default_factory=dict)
    """For each pattern that names follow, what to write."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """For a key that is absent, what to add."""


def fit(document: Document, model: type[Model], shape: Shape) -> Model:
    """The document as a value of the model. Raises Refused with all findings, in the order of the file."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    findings = {_finding(found, document, shape): None for found in errors[:MOST_FINDINGS]}
    if len(errors) > MOST_FINDINGS:
        more = f"{len(errors) - MOST_FINDINGS:,} more findings about the form of `{document.file}` are not shown"
        why = f"after {MOST_FINDINGS} it is quicker to mend some: one mistake often makes many"
        where, hint = document.place(), "mend the ones that are shown, then check again"
        findings[Finding(code=MORE, message=more, where=where, why=why, hint=hint)] = None
    raise Refused(
        *sorted(findings, key=lambda finding: (finding.where.line or 0, finding.where.column or 0, finding.code))
    )


def _finding(error: ErrorDetails, document: Document, shape: Shape) -> Finding:
    keys = error["loc"]
    written = _written(keys, document.value)
    code, message, hint = _said(error, keys, shape, about=keys if error["type"] == "missing" else written)
    return Finding(
        code=code, message=message, where=document.place(*written), why=_WHY[code], hint=hint, level=Level.ERROR
    )


def _said(
    error: ErrorDetails, keys: tuple[int | str, ...], shape: Shape, *, about: tuple[int | str, ...]
) -> tuple[str, str, str]:
    """Code, message and hint. `about` are the keys that stand in the file."""
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    called = _called(about)
    said = (FORM, str(context.get("text", error["msg"])), str(context.get("hint", _SCHEMA)))
    if kind in _OWN_CODES:
        said = (_OWN_CODES[kind], *said[1:])
    elif kind == "extra_forbidden":
        said = UNKNOWN, f"unknown key {called}", did_you_mean(str(keys[-1])[:80], _keys_at(shape.model, keys[:-1]))
    elif kind == "missing":
        said = ABSENT, f"{called} is missing", f"add `{shape.examples.get(str(keys[-1]), f'{keys[-1]}: ...')}`"
    elif kind in _EXPECTED:
        said = TYPE, f"{called} must be {_EXPECTED[kind]}, not {_described(value)}", _type_hint(kind, value)
    elif kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        said = CHOICE, f"{called} cannot be `{shown(value)}`", _choice_hint(value, words)
    elif kind == "string_pattern_mismatch":
        said = NAME, f"`{shown(value)}` cannot be a name here", shape.patterns.get(str(context.get("pattern")), _SCHEMA)
    elif kind in _BOUNDS:
        message, hint = _BOUNDS[kind]
        said = BOUND, f"{called} {message.format_map(context)}", hint
    return said[0], _on_one_line(said[1]), said[2]


def _on_one_line(text: str) -> str:
    """A message that may quote the file, on one line and of bounded length."""
    text = text if len(text) <= 300 else text[:297] + "..."
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _choice_hint(value: object, words: list[str]) -> str:
    listed = "one of " + ", ".join(f"`{word}`" for word in words) if len(words) > 1 else f"it can only be `{words[0]}`"
    near = did_you_mean(value[:80], words) if isinstance(value, str) else ""
    return f"{near} {listed}" if near.startswith("did you mean") else listed


def _called(keys: tuple[int | str, ...]) -> str:
    """The key that an error is about, in words: the last name, and the number of the item under it."""
    names = [key for key in keys if isinstance(key, str)]
    if not names:
        return "the file" if not keys else f"item {keys[-1] + 1}"  # type: ignore[operator]
    last = keys[-1]
    return f"item {last + 1} of `{shown(names[-1])}`" if isinstance(last, int) else f"`{shown(last)}`"


def _described(value: object) -> str:
    kinds = {str: "the text", int: "the number", float: "the number"}
    word = kinds.get(type(value))
    return f"{word} `{shown(value)}`" if word else shown(value)


def _type_hint(kind: str, value: object) -> str:
    if kind == "string_type" and isinstance(value, (int, float)):
        return f'put it in quotes: "{shown(value)}"'
    if kind == "tuple_type":
        return f"write a list: [{shown(value)}]" if isinstance(value, str) else "write a list: [first, second]"
    if kind == "bool_type":
        return "write true or false, without quotes"
    if value is None:
        return "give it a value, or leave the key out"
    return f"write {_EXPECTED[kind]}" + (
        " of keys and values" if _EXPECTED[kind] == "a mapping" else ", without quotes"
    )


def _written(keys: tuple[int | str, ...], value: Any) -> tuple[int | str, ...]:
    """The part of an error's path that stands in the file: short forms and unions add steps of their own."""
    path: list[int | str] = []
    for key in keys:
        if isinstance(value, dict) and key in value:
            value = value[str(key)]
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            continue
        path.append(key)
    return tuple(path)


def _keys_at(model: type[BaseModel], keys: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that a model takes at a place, as they are written."""
    types: list[Any] = [model]
    for key in keys:
        types = [inner for found in types for inner in _under(found, key)] or types
    return tuple(name for found in types for part in _models(found) for name in _aliases(part))


def _under(annotation: Any, key: int | str) -> Iterator[Any]:
    for part in _models(annotation):
        for name, about in part.model_fields.items():
            if key in {name, about.alias}:
                yield about.annotation
    for found in _flat(annotation):
        if get_origin(found) is dict:
            yield get_args(found)[1]
        elif get_origin(found) is tuple:
            yield get_args(found)[0]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for found in _flat(annotation):
        if isinstance(found, type) and get_origin(found) is None and issubclass(found, BaseModel):
            yield found


def _flat(annotation: Any) -> Iterator[Any]:
    """The members of unions and the insides of `Annotated`."""
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        yield from _flat(get_args(annotation)[0])
    elif origin in {typing.Union, UnionType}:
        for member in get_args(annotation):
            yield from _flat(member)
    else:
        yield annotation


def _aliases(model: type[BaseModel]) -> Iterator[str]:
    for name, about in model.model_fields.items():
        yield about.alias or name
