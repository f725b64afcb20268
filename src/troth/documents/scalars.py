"""What a word without quotes means: the core rules of YAML 1.2, where `NO` is Norway and a date is text."""

from __future__ import annotations

import re
from collections.abc import Callable

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}  # fmt: skip
_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], Scalar]], ...] = (
    (re.compile(r"[-+]?[0-9]{1,18}", re.ASCII), int),
    (re.compile(r"0o[0-7]{1,20}", re.ASCII), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]{1,15}", re.ASCII), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?\.(inf|Inf|INF)"), lambda text: float(text.replace(".", ""))),
    # A whole number of more than 18 digits is none of these: it is kept as written, never rounded.
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?", re.ASCII), float),
    (re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+", re.ASCII), float),
)
_LONGEST_NUMBER = 40


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. `010` is ten; numbers too long for a column stay text, and so do dates."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    for form, make in _FORMS:
        if form.fullmatch(text):
            return make(text)
    return text
