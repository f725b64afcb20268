"""Which of the words that a restored backup has forgotten are said again: the later word wins, and none that opens.

Pure: from what the journal says of one person to what is done again, in order. A consent is not given again in the
person's name: what was shown to them then is lost with the database, so they are asked once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from troth.journal.chain import Said

AGAIN = ("withdraw", "object", "end", "uphold", "restrict", "child", "disagree", "disapprove", "hold", "erase")
"""Words that close something, keep it, or erase it: they are said again. All others are told: they open something, or
end what protects the person, or are words of a later version of Troth."""


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """One word about one person that the database has forgotten."""

    deed: int
    at: str
    word: str
    detail: Mapping[str, Any]
    confirmed: bool = True
    """Whether the journal knows that it was committed. If a crash hid that, it counts as asked for."""

    @property
    def purpose(self) -> str | None:
        return self.detail.get("purpose")

    def __str__(self) -> str:
        parts = {name: part for name, part in self.detail.items() if name not in ("word", "purpose") and part}
        said = ", ".join(f"{name}: {_short(part)}" for name, part in parts.items())
        named = " ".join(part for part in (self.word, self.purpose, f"({said})" if said else "") if part)
        return f"{named}, said {self.at[:16].replace('T', ' ')}{'' if self.confirmed else ', unconfirmed'}"


def said_again(words: Iterable[Forgotten]) -> tuple[tuple[Forgotten, ...], tuple[Forgotten, ...]]:
    """Of one person's forgotten words, in order, those that are said again and those that are only told."""
    again: list[Forgotten] = []
    told: list[Forgotten] = []
    for word in words:
        takes_back = _TAKES_BACK.get(word.word)
        if takes_back is not None:
            again = [earlier for earlier in again if not takes_back(earlier, word)]
        if word.word not in AGAIN:
            told.append(word)
        elif not any(_same(earlier, word) for earlier in again):
            again.append(word)
    return tuple(again), tuple(told)


def _same(one: Forgotten, other: Forgotten) -> bool:
    """Said twice is said once, unless it erases: what was held in between went with the second."""
    return one.word != "erase" and (one.word, one.detail) == (other.word, other.detail)


def _of_purpose(*words: str) -> Callable[[Forgotten, Forgotten], bool]:
    return lambda earlier, later: earlier.word in words and earlier.purpose == later.purpose


def _alike(word: str, *parts: str) -> Callable[[Forgotten, Forgotten], bool]:
    def takes_back(earlier: Forgotten, later: Forgotten) -> bool:
        same = (earlier.detail.get(part) == later.detail.get(part) for part in parts)
        return earlier.word == word and all(same)

    return takes_back


_TAKES_BACK: Mapping[str, Callable[[Forgotten, Forgotten], bool]] = {
    "consent": _of_purpose("withdraw", "object", "uphold", "end"),
    "begin": _of_purpose("object", "uphold", "end"),
    "refuse": _of_purpose("object"),
    "agree": _alike("disagree", "agreement"),
    "approve": _alike("disapprove", "purpose", "role"),
    "lift": _alike("restrict", "restriction"),
    "release": _alike("hold", "hold"),
    "mistaken": lambda earlier, _: earlier.word == "child",
}
"""What a later word takes back of an earlier one."""


def _short(part: object) -> str:
    if isinstance(part, Mapping):
        return "; ".join(f"{name} {_short(value)}" for name, value in part.items())
    if isinstance(part, list | tuple):
        return " ".join(map(str, part))
    return str(part)


def forgotten_word(deed: int, at: str, word: Said, *, confirmed: bool) -> Forgotten:
    detail = {name: part for name, part in word.items() if name != "word" and part is not None}
    return Forgotten(deed=deed, at=at, word=word["word"], detail=detail, confirmed=confirmed)
