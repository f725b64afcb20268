"""The right answer to every operation, worked out in memory: what the share of right answers is measured against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple

from bench.gdpr.operations import Operation
from bench.gdpr.records import FIELDS, Record, record

LIMIT = 1_000
"""How many rows are read where half of all would match."""

Answer = object


class Oracle:
    """All records as they should be now."""

    def __init__(self, records: int) -> None:
        self.records = {each.key: each for each in map(record, range(records))}
        self._by: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in self.records.values():
            self._index(each)

    def _index(self, each: Record) -> None:
        for field in FIELDS:
            self._by[field, getattr(each, field)].add(each.key)

    def _remove(self, key: str) -> bool:
        each = self.records.pop(key, None)
        if each is None:
            return False
        for field in FIELDS:
            self._by[field, getattr(each, field)].discard(key)
        return True

    def _put(self, each: Record) -> None:
        self._remove(each.key)
        self.records[each.key] = each
        self._index(each)

    def _where(self, operation: Operation) -> list[Record]:
        if operation.by == "key":
            found = self.records.get(operation.key)
            return [found] if found else []
        keys = self._by[operation.by, operation.condition]
        if operation.by == "shr":
            keys = keys & self._by["usr", record(operation.number).usr]
        return [self.records[key] for key in keys]

    def answer(self, operation: Operation) -> Answer:
        """Do it, and say what the answer should be: rows for what reads, a count for what writes."""
        found = self._where(operation)
        match operation.kind:
            case "read":
                return {(each.key, each.data) for each in found}
            case "read meta":
                return {_meta(each) for each in found}
            case "insert":
                self._put(record(operation.number))
                return 1
            case "update":
                self._put_all(record(operation.number, salt=1) for each in found)
            case "update data":
                self._put_all(each.with_("data", record(operation.number, salt=1).data) for each in found)
            case "update meta":
                self._put_all(each.with_(operation.field, operation.value) for each in found)
            case "delete":
                return sum(self._remove(each.key) for each in found)
            case "delete one":
                return self._remove(min(each.key for each in found)) if found else 0
            case "verify deletion":
                return bool(found)
            case _:
                return None
        return len(found)

    def _put_all(self, changed: Iterable[Record]) -> None:
        for each in list(changed):
            self._put(each)

    def right(self, operation: Operation, given: Answer, expected: Answer) -> bool:
        """Whether an answer is right. Where only some of the matching rows are read, any of them will do."""
        if operation.kind == "read" and operation.by == "dec":
            assert isinstance(given, set) and isinstance(expected, set)
            return given <= expected and len(given) == min(LIMIT, len(expected))
        return operation.kind == "logs" or given == expected


def _meta(each: Record) -> tuple[str, ...]:
    return tuple(astuple(each)[:-1])
