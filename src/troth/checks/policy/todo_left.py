"""A sentence that `troth init` left to the company and nobody has written yet: people would be shown the word TODO."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR158"
_WHY = "the policy's own words are shown to people, in notices, access copies and answers: here they would read TODO"


def check(declared: Declared) -> Iterator[Finding]:
    """A text of policy.yaml that is `TODO`, or begins with `TODO:`, as in a draft. A warning."""
    for keys, text in _texts(declared.policy_source.value):
        if text.strip() == "TODO" or text.lstrip().startswith("TODO:"):
            yield Finding(
                code=CODE,
                message=f"`{keys[-1]}` still says TODO",
                where=declared.in_policy(*keys),
                why=_WHY,
                hint="write it in words that people understand; the draft's comments with TODO say what else is yours",
                level=Level.WARNING,
            )


def _texts(value: Any, *keys: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, *keys, key)
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from _texts(below, *keys, place)
