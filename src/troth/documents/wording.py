"""How a value from a file is shown inside a finding: on one line, short, and without anything a terminal would obey."""

from __future__ import annotations

from typing import Any

LONGEST = 60


def shown(value: Any) -> str:
    """A value in at most 60 characters, with unprintable characters replaced by `?`."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (dict, list, tuple)):
        text = "a mapping" if isinstance(value, dict) else "a list"
    elif value is None:
        text = "nothing"
    elif isinstance(value, int) and value.bit_length() > 256:
        text = "a very large number"
    else:
        text = str(value) or '""'
    text = text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
    return "".join(letter if letter.isprintable() else "?" for letter in text)
