"""Values as parameters of statements: any of them as JSON, a key as the array of its parts, many keys as columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from psycopg.types.json import Jsonb

_dumped = partial(json.dumps, default=str)


def as_json(value: object) -> Jsonb:
    """A value for a jsonb column; what JSON does not have, such as a date, becomes text."""
    return Jsonb(value, dumps=_dumped)


def as_array(key: object) -> Jsonb:
    """A key as Troth stores it: the JSON array of its parts. One of a single part may be given bare."""
    return as_json(list(key) if isinstance(key, tuple | list) else [key])


def alike(parts: Sequence[Any]) -> list[Any]:
    """One column of many keys: an array has values of one type, so a mixture of them is written as text."""
    return list(parts) if len({type(part) for part in parts}) == 1 else [str(part) for part in parts]
