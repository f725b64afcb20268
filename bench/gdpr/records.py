"""The records of GDPRbench: a key, nine fields that say how the data may be handled, and a hundred bytes of data."""

from __future__ import annotations

from typing import NamedTuple

FIELDS = ("pur", "ttl", "usr", "obj", "dec", "acl", "shr", "src", "cat")
"""Purpose, seconds to live, person, objection, automated decision, access list, shared with, source, category."""

COUNTS = {"pur": 25, "obj": 100, "dec": 2, "acl": 10, "shr": 10, "src": 10, "cat": 10}
USERS = 10_000
GONE = 100
"""So many people more, without records, for whom every purpose was ended: every company has such people."""
LIVES = (30, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000, 22_000, 24_000, 1_000_000)
PATIENCE = 1_000
"""Every life is this many times as long as in the benchmark, so that no answer hangs on how fast a run is."""

WORDS = {"pur": "purpose", "usr": "user"}
DATA_BYTES = 100


class Record(NamedTuple):
    """One record. All fields are text, as in the benchmark."""

    key: str
    pur: str
    ttl: str
    usr: str
    obj: str
    dec: str
    acl: str
    shr: str
    src: str
    cat: str
    data: str

    def with_(self, field: str, value: str) -> Record:
        return self._replace(**{field: value})


def key_of(number: int) -> str:
    return f"key{number}"


def _values(field: str) -> tuple[str, ...]:
    if field == "ttl":
        return tuple(str(life * PATIENCE) for life in LIVES)
    return tuple(f"{WORDS.get(field, field)}{number}" for number in range(USERS if field == "usr" else COUNTS[field]))


VALUES = {field: _values(field) for field in FIELDS}
"""What each field is filled with, in turn."""


def value_of(field: str, number: int) -> str:
    """What a field of the record with this number is filled with."""
    values = VALUES[field]
    return values[number % len(values)]


def numbers_with(field: str, value: str, records: int) -> range:
    """The numbers of those among so many records that are filled with this value."""
    values = VALUES[field]
    return range(values.index(value), records, len(values))


def record(number: int, salt: int = 0) -> Record:
    """The record with this number; with a salt, other data of the same length."""
    fields = {field: value_of(field, number) for field in FIELDS}
    return Record(key=key_of(number), data=data_of(number + salt), **fields)


def data_of(number: int) -> str:
    """A hundred characters that differ from record to record, as the benchmark makes them.

    The number, then the hash (Java's) of all that stands there so far, and again.
    """
    text, value = "", 0
    while len(text) < DATA_BYTES:
        text += str(number)
        value = _hashed(value, str(number))
        signed = str(value - (1 << 32) if value >= 1 << 31 else value)
        text += signed
        value = _hashed(value, signed)
    return text[:DATA_BYTES]


def _hashed(value: int, more: str) -> int:
    for character in more:
        value = (31 * value + ord(character)) & 0xFFFFFFFF
    return value
