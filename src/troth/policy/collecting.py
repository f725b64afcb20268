"""What may be collected and when a purpose may begin: forms, agreements, needs of a purpose, values left open.

Parts of `policy.yaml`, used by the model of the whole (model.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from troth.documents.parts import Day, Listed, ListedOrOne, Name, OneOfThem, Part, Sentence, refuse
from troth.policy.words import CategoryName, PromiseId

Takes = Literal["required", "optional", "never", "listed"]
"""How a form takes a category; `listed`: the company's own field list decides for each row."""

CURRENT = "current"


# -- needs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Need:
    """What has to be there beside the basis before a purpose works for a person."""

    kind: Literal["consent", "confirmed", "agreement", "notice", "approval", "age"]
    name: str | None = None
    """The agreement, or the role that approves."""
    number: int | None = None
    """The age in years, or the version of the policy that was notified; None: the version at hand."""

    def __str__(self) -> str:
        said = self.name or self.number or (CURRENT if self.kind == "notice" else None)
        return f"{self.kind}: {said}" if said else self.kind


_WORDS = ("consent", "confirmed")
_HINT = "one of `consent`, `confirmed`, `agreement: NAME`, `notice: current`, `approval: ROLE`, `age: 16`"


def _need(value: Any) -> Need:
    if isinstance(value, Need):
        return value
    if isinstance(value, str) and value in _WORDS:
        return Need(kind=value)  # type: ignore[arg-type]  # one of the words
    if isinstance(value, dict) and len(value) == 1:
        ((kind, said),) = value.items()
        whole = isinstance(said, int) and not isinstance(said, bool)
        if kind in ("agreement", "approval") and isinstance(said, str) and said.isidentifier():
            return Need(kind=kind, name=said)
        if kind == "age" and whole and 0 < said <= 120:
            return Need(kind="age", number=said)
        if kind == "notice" and (said == CURRENT or whole):
            return Need(kind="notice", number=None if said == CURRENT else said)
    refuse("need", "`{value}` is not what a purpose can need", value=value, hint=_HINT)


NeedText = Annotated[
    Need,
    BeforeValidator(_need),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(_WORDS)},
                {
                    "type": "object",
                    "properties": {
                        "agreement": {"type": "string"},
                        "approval": {"type": "string"},
                        "notice": {"anyOf": [{"const": CURRENT}, {"type": "integer", "minimum": 1}]},
                        "age": {"type": "integer", "minimum": 1, "maximum": 120},
                    },
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        }
    ),
]


class Terms(Part):
    """Something people agree to before they are served. Each new version has to be agreed to again."""

    says: Sentence
    """What is agreed to, in words."""
    version: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """The newest version."""
    since: Day
    """The first day on which that version is in force; before it, the version before it is."""


class New(Part):
    """A purpose that came, or grew wider, after data had been collected (Art. 13(3) GDPR)."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    """The version of the policy that brought it."""
    since: Day
    """The day on which that version took effect: rows collected before it are the earlier ones."""
    for_earlier: Literal["never", "notified", "agreed"] = "never"
    """Whether it sees earlier rows: never, of people who were notified of that version, or of people who agreed."""


# -- values left open ------------------------------------------------------------------------------------------------

DecidedValue = str | int | bool


class Decision(Part):
    """A value that the published policy leaves open, and who set it."""

    asks: Sentence
    """What has to be decided, in words."""
    promises: Annotated[tuple[PromiseId, ...], ListedOrOne, OneOfThem] = ()
    """The promises that leave it open."""
    value: DecidedValue | None = None
    """The value. Until it is set, nothing compiles."""
    unit: Literal["days", "weeks", "months", "years"] | None = None
    """What a number counts, if it is a period."""
    decided_by: Sentence | None = None
    """Who decided."""
    on: Day | None = None
    """When."""

    def __str__(self) -> str:
        value = str(self.value).lower() if isinstance(self.value, bool) else str(self.value)
        return f"{value} {self.unit}" if self.unit else value


# -- forms -----------------------------------------------------------------------------------------------------------


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _values(value: Any) -> Any:
    listed = value if isinstance(value, list | tuple) else (value,)
    return tuple(_as_text(each) for each in listed)


_VALUE_SCHEMA: list[dict[str, Any]] = [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]
Values = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=200)], ...],
    Field(min_length=1),
    BeforeValidator(_values),
    WithJsonSchema({"anyOf": [*_VALUE_SCHEMA, {"type": "array", "items": {"anyOf": _VALUE_SCHEMA}, "minItems": 1}]}),
]
At = dict[Name, Values]
"""Names of the company's own, such as plan and country, with the values for which something holds."""


def _case(value: Any) -> Any:
    """`{plan: professional, takes: {...}}`: every key but `takes` is a name of the company's own."""
    if not isinstance(value, dict) or "at" in value:
        return value
    return {"at": {key: said for key, said in value.items() if key != "takes"}} | (
        {"takes": value["takes"]} if "takes" in value else {}
    )


class Case(Part):
    """What a form takes where some values hold: `{plan: professional, country: DE, takes: {...}}`."""

    at: Annotated[At, Field(min_length=1)]
    """The values for which it holds; all of them must."""
    takes: Annotated[dict[CategoryName, Takes], Field(min_length=1)]
    """What it takes there, over what it takes anywhere."""


_TAKES_SCHEMA = {"type": "object", "additionalProperties": {"enum": ["required", "optional", "never", "listed"]}}
CaseText = Annotated[
    Case,
    BeforeValidator(_case),
    WithJsonSchema(
        {
            "type": "object",
            "description": "Values of names of your own, such as plan and country, and what the form takes there.",
            "properties": {"takes": _TAKES_SCHEMA},
            "required": ["takes"],
            "minProperties": 2,
        }
    ),
]


class Form(Part):
    """One way in which data is collected: each category is required, optional or never taken."""

    says: Sentence
    """What people do with it: `Sign up for an account`."""
    for_: Annotated[Name, Field(alias="for")]
    """The purpose it collects for."""
    takes: Annotated[dict[CategoryName, Takes], Field(min_length=1)]
    """`required`, `optional`, `never` or `listed`, by category. What is not named is never taken."""
    without: dict[CategoryName, Sentence] = Field(default_factory=dict)
    """What happens without it, by category, in the words of the notice."""
    when: Annotated[tuple[CaseText, ...], Listed] = ()
    """What else it takes for some values; the later entry wins."""
    offered: Annotated[tuple[At, ...], Listed] = ()
    """The only combinations of values for which it is open; all of them if not said."""

    def taken(self, at: Mapping[str, str]) -> dict[str, str]:
        """How it takes each category where these values hold, without those it never takes."""
        found: dict[str, str] = dict(self.takes)
        for case in self.when:
            if fits(case.at, at):
                found |= case.takes
        return {category: how for category, how in found.items() if how != "never"}

    def open_to(self, at: Mapping[str, str]) -> bool:
        """Whether it is offered where these values hold."""
        return not self.offered or any(fits(each, at) for each in self.offered)

    @property
    def asks_list(self) -> bool:
        """Whether the company's own list decides about some category."""
        return any("listed" in takes.values() for takes in (self.takes, *(case.takes for case in self.when)))

    @property
    def names(self) -> frozenset[str]:
        """The names of the company's own by which it differs."""
        return frozenset(name for at in (*(case.at for case in self.when), *self.offered) for name in at)

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category it may take, in the order in which they are written."""
        written = [self.takes, *(case.takes for case in self.when)]
        return tuple(dict.fromkeys(name for takes in written for name, how in takes.items() if how != "never"))


def fits(wanted: Mapping[str, tuple[str, ...]], at: Mapping[str, str]) -> bool:
    """Whether all the values that are asked for hold."""
    return all(at.get(name) in values for name, values in wanted.items())
