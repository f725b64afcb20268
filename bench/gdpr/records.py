"""The records of GDPRbench: a key, nine fields that say how the data may be handled, and a hundred bytes of data."""

from __future__ import annotations

from dataclasses import dataclass, replace

FIELDS = ("pur", "ttl", "usr", "obj", "dec", "acl", "shr", "src", "cat")
"""Purpose, seconds to live, person, objection, automated decision, access list, shared with, source, category."""

COUNTS = {"pur": 25, "obj": 100, "dec": 2, "acl": 10, "shr": 10, "src": 10, "cat": 10}
USERS = 10_000
LIVES = (30, 10_000, 12_000, 14_000, 16_000, 18_000, 20_000, 22_000, 24_000, 1_000_000)
PATIENCE = 1_000
"""Every life is this many times as long as in the benchmark, so that no answer hangs on how fast a run is."""

WORDS = {"pur": "purpose", "usr": "user"}
DATA_BYTES = 100


@dataclass(frozen=True, slots=True)
class Record:
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
        return replace(self, **{field: value})


def key_of(number: int) -> str:
    return f"key{number}"


def value_of(field: str, number: int) -> str:
    """What a field of the record with this number is filled with."""
    if field == "ttl":
        return str(LIVES[number % len(LIVES)] * PATIENCE)
    count = USERS if field == "usr" else COUNTS[field]
    return f"{WORDS.get(field, field)}{number % count}"


def record(number: int, salt: int = 0) -> Record:
    """The record with this number; with a salt, other data of the same length."""
    fields = {field: value_of(field, number) for field in FIELDS}
    return Record(key=key_of(number), data=data_of(number + salt), **fields)


def data_of(number: int) -> str:
    """A hundred characters that differ from record to record, as the benchmark makes them."""
    text = ""
    while len(text) < DATA_BYTES:
        text += str(number)
        text += str(_java_hash(text))
    return text[:DATA_BYTES]


def _java_hash(text: str) -> int:
    value = 0
    for character in text:
        value = (31 * value + ord(character)) & 0xFFFFFFFF
    return value - (1 << 32) if value >= 1 << 31 else value
