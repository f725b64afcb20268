"""An erased value that the column cannot take: too long, of another type, or null where null is not allowed."""

from __future__ import annotations

import datetime
import ipaddress
import uuid
from collections.abc import Callable, Iterator, Mapping

from troth.checks.database.where import erase_in_words, personal_columns, place
from troth.checks.declared import Declared
from troth.findings import Finding
from troth.mapped.model import Mapped, MappedColumn
from troth.postgres.catalogue import Column
from troth.tables.model import EraseTo

CODE = "TR311"
_WHY = "the sweep would fail on this cell, or leave it as it is"
SHORTEST_RANDOM = 12
"""Characters that a random value needs so that no other row has it."""
_WHOLE = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_RANDOM_TYPES = ("uuid", "bigint", "numeric", "integer")


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Every `erase` whose value the type of its column refuses."""
    for table, column in personal_columns(mapped):
        trouble = _trouble(column)
        if trouble:
            yield Finding(
                code=CODE,
                message=f"`{table.relation}.{column.name}` cannot be erased by `{erase_in_words(column)}`: {trouble}",
                where=place(declared, table.relation, column.name),
                why=_WHY,
                hint=_hint(column.column),
            )


def _trouble(column: MappedColumn) -> str | None:
    erase, stored = column.erase, column.column
    if erase is None:
        return None
    if stored.generated:
        return "PostgreSQL computes it from other columns"
    if erase == "null":
        return None if stored.nullable else "it is NOT NULL"
    if erase == "unique":
        return _not_random(stored)
    assert isinstance(erase, EraseTo)
    if erase.keep_first is not None:
        return None if stored.type_category == "S" else f"{stored.type} has no first characters"
    if erase.to is not None:
        return None if stored.is_time else f"{stored.type} is not a date or a time"
    assert erase.set is not None
    return _not_of_type(stored, erase.set)


def _not_random(stored: Column) -> str | None:
    if stored.type_category != "S":
        return None if stored.base_type in _RANDOM_TYPES else f"{stored.type} has too few values for a random one"
    if stored.max_length is not None and stored.max_length < SHORTEST_RANDOM:
        return f"{stored.type} has no room for the {SHORTEST_RANDOM} characters of a random value"
    return None


def _not_of_type(stored: Column, value: str | int | float | bool) -> str | None:
    """Why a value is not one of the column's type, as far as that can be told without the database."""
    if stored.type_category == "S":
        too_long = stored.max_length is not None and len(str(value)) > stored.max_length
        return f"it is longer than {stored.type} allows" if too_long else None
    if stored.type_category == "B":
        return None if isinstance(value, bool) else f"`{value}` is not true or false"
    if stored.type_category == "N":
        return _not_a_number(stored, value)
    reads = _READ.get(stored.base_type)
    if reads is None:
        return None
    try:
        reads(str(value))
    except ValueError:
        return f"`{value}` is not a {stored.type}"
    return None


def _not_a_number(stored: Column, value: str | int | float | bool) -> str | None:
    if isinstance(value, bool | str):
        return f"`{value}` is not a number"
    limit = _WHOLE.get(stored.base_type)
    if limit is not None and not (float(value).is_integer() and -limit <= value < limit):
        return f"`{value}` does not fit into {stored.type}"
    return None


_READ: Mapping[str, Callable[[str], object]] = {
    "date": datetime.date.fromisoformat,
    "timestamp with time zone": datetime.datetime.fromisoformat,
    "timestamp without time zone": datetime.datetime.fromisoformat,
    "uuid": uuid.UUID,
    "inet": ipaddress.ip_interface,
    "cidr": ipaddress.ip_network,
}


def _hint(stored: Column) -> str:
    if stored.generated:
        return "leave `erase` out: it changes with the columns it is computed from"
    fitting = ["null"] if stored.nullable else []
    fitting += ["unique"] if _not_random(stored) is None else []
    fitting += ["{keep_first: 1}"] if stored.type_category == "S" else []
    fitting += ["{to: year}"] if stored.is_time else []
    return f"for {stored.type}: {', '.join(f'`{erase}`' for erase in [*fitting, '{set: ...}'])}"
