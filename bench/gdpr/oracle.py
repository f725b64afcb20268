"""The right answer to every operation, worked out in memory: what the share of right answers is measured against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from bench.gdpr.operations import Operation
from bench.gdpr.records import FIELDS, Record, key_of, numbers_with, record

LIMIT = 1_000
"""How many rows are read where half of all would match."""

Answer = object


class Oracle:
    """All records as they should be now: as they were filled, but for what was changed."""

    def __init__(self, filled: Sequence[Record]) -> None:
        self._filled = filled
        self._changed: dict[str, Record | None] = {}
        self._by: dict[tuple[str, str], set[str]] = defaultdict(set)
        """The changed records by the value of each field."""
        self.count = len(filled)

    def now(self, key: str) -> Record | None:
        """The record of this key, if there is one."""
        if key in self._changed:
            return self._changed[key]
        number = int(key.removeprefix("key"))
        return self._filled[number] if number < len(self._filled) else None

    def _put(self, key: str, after: Record | None) -> None:
        before = self.now(key)
        self.count += (after is not None) - (before is not None)
        for field in FIELDS:
            if before is not None:
                self._by[field, getattr(before, field)].discard(key)
            if after is not None:
                self._by[field, getattr(after, field)].add(key)
        self._changed[key] = after

    def _keys(self, field: str, value: str) -> list[str]:
        filled = map(key_of, numbers_with(field, value, len(self._filled)))
        return [*self._by[field, value], *(key for key in filled if key not in self._changed)]

    def _where(self, operation: Operation) -> list[str]:
        if operation.by == "key":
            return [operation.key] if self.now(operation.key) else []
        if operation.by == "shr":
            of_person = self._keys("usr", record(operation.number).usr)
            return [key for key in of_person if (each := self.now(key)) and each.shr == operation.condition]
        return self._keys(operation.by, operation.condition)

    def _found(self, operation: Operation) -> Iterator[Record]:
        return (each for key in self._where(operation) if (each := self.now(key)))

    def answer(self, operation: Operation) -> Answer:
        """Do it, and say what the answer should be: rows for what reads, a count for what writes."""
        match operation.kind:
            case "read":
                return {(each.key, each.data) for each in self._found(operation)}
            case "read meta":
                return {_meta(each) for each in self._found(operation)}
            case "insert":
                self._put(operation.key, record(operation.number))
                return 1
            case "logs":
                return None
        keys = self._where(operation)
        match operation.kind:
            case "verify deletion":
                return bool(keys)
            case "delete":
                self._put_all(keys, lambda _: None)
            case "delete one":
                keys = [min(keys)] if keys else []
                self._put_all(keys, lambda _: None)
            case "update":
                self._put_all(keys, lambda _: record(operation.number, salt=1))
            case "update data":
                self._put_all(keys, lambda each: each.with_("data", record(operation.number, salt=1).data))
            case "update meta":
                self._put_all(keys, lambda each: each.with_(operation.field, operation.value))
        return len(keys)

    def _put_all(self, keys: list[str], become: Callable[[Record], Record | None]) -> None:
        for key in keys:
            if (each := self.now(key)) is not None:
                self._put(key, become(each))

    def right(self, operation: Operation, given: Answer, expected: Answer) -> bool:
        """Whether an answer is right. Where only some of the matching rows are read, any of them will do."""
        if operation.kind == "read" and operation.by == "dec":
            assert isinstance(given, set) and isinstance(expected, set)
            return given <= expected and len(given) == min(LIMIT, len(expected))
        return operation.kind == "logs" or given == expected


def _meta(each: Record) -> tuple[str, ...]:
    return each[:-1]
