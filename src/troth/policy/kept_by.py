"""What a check that keeps a promise is applied to: a word after the colon, or several named parts.

`withdrawal: newsletter` and `retention: {purpose: bookkeeping, of: order}` are both one kind of check and its argument.
What a kind takes is said by its own file in `verify/proofs/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from troth.documents.parts import Listed, Name, Sentence

Parts = tuple[tuple[str, tuple[str, ...]], ...]


def _form(value: Any) -> str:
    return "parts" if isinstance(value, dict) else "word"


def _form_of_part(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return "number"
    return "list" if isinstance(value, list | tuple) else "word"


_PART = Annotated[
    Annotated[Sentence, Tag("word")]
    | Annotated[int, Tag("number")]
    | Annotated[tuple[Sentence, ...], Field(min_length=1), Listed, Tag("list")],
    Discriminator(_form_of_part),
]
_ARGUMENT = Annotated[
    Annotated[Sentence, Tag("word")] | Annotated[dict[Name, _PART], Field(min_length=1), Tag("parts")],
    Discriminator(_form),
]
KeptBy = Annotated[dict[Name, _ARGUMENT], Field(min_length=1, max_length=1)]
"""One kind of check and what it is applied to: `access: contact.*`, `retention: {purpose: bookkeeping, of: order}`."""


@dataclass(frozen=True)
class Argument:
    """What one check is applied to, as named parts. A word alone is the part that its kind names first."""

    parts: Parts
    plain: bool = False
    """Whether it was written as a word alone."""

    def one(self, name: str) -> str | None:
        """The first value of a part, or None where it was not given."""
        values = self.all(name)
        return values[0] if values else None

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a part; none where it was not given."""
        return dict(self.parts).get(name, ())

    def __str__(self) -> str:
        if self.plain:
            return self.parts[0][1][0]
        said = (
            f"{name}: {values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}" for name, values in self.parts
        )
        return "{" + ", ".join(said) + "}"


@dataclass(frozen=True)
class Asked:
    """One check that a promise names: its kind, and what it is applied to as it was written."""

    kind: str
    written: str | Parts

    @classmethod
    def of(cls, kept_by: Mapping[str, Any]) -> Asked:
        """An entry of `kept_by` as a value."""
        ((kind, argument),) = kept_by.items()
        if isinstance(argument, str):
            return cls(kind, argument)
        return cls(kind, tuple((name, _values(value)) for name, value in argument.items()))

    def __str__(self) -> str:
        said = self.written if isinstance(self.written, str) else str(Argument(self.written))
        return f"{self.kind}: {said}"


def _values(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


@dataclass(frozen=True)
class Takes:
    """What a kind of check takes: what a word alone may name, in order of preference, and the parts it knows.

    A part is named like what it names (`purpose`, `category`), or `parts` says what it names.
    """

    plain: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = field(default=())
    one_of: tuple[str, ...] = ()
    """The words that may stand alone, where it is no name of the policy."""

    @property
    def named(self) -> str:
        """What a word alone is, in words."""
        return " or ".join(self.plain) if self.plain else ("word" if self.one_of else "name")

    def names(self, part: str) -> str | None:
        """What a part names, or None where the kind has no such part."""
        if part in self.plain:
            return part
        return dict(self.parts).get(part)

    @property
    def known(self) -> tuple[str, ...]:
        """Every part that it knows."""
        return (*self.plain, *(name for name, _ in self.parts))

    def __repr__(self) -> str:
        said = [*(f'"{noun}"' for noun in self.plain), *(f'{part}="{noun}"' for part, noun in self.parts)]
        if self.one_of:
            listed = ", ".join(f'"{word}"' for word in self.one_of)
            said.append(f"one_of=({listed}{',' if len(self.one_of) == 1 else ''})")
        return f"takes({', '.join(said)})"


def takes(*plain: str, one_of: tuple[str, ...] = (), **parts: str) -> Takes:
    """What a kind takes: `takes("purpose", "category", of="category")`, `takes(one_of=("disclosures",))`."""
    return Takes(plain, tuple(parts.items()), one_of)
