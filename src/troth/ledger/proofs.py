"""Proofs out of the stored tree: that an entry is in it, and that a later tree only continues an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.tree import BLOCK, consistency_proof, inclusion_proof, root_of, verify_inclusion
from troth.postgres.statements import statement

NO_PLACE = "TR917"

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, kw_only=True)
class Inclusion:
    """That an entry is at its place in the tree of `size` entries."""

    entry: str
    place: int
    size: int
    leaf: bytes
    proof: tuple[bytes, ...]

    def holds(self, root: bytes) -> bool:
        """Whether this shows it, for the root of a checkpoint of this size."""
        return verify_inclusion(self.leaf, self.place, self.size, self.proof, root)


def prove_inclusion(connection: Connection, place: int, size: int) -> Inclusion:
    """The proof that the entry at a place is among the first `size`. Raises Refused (TR917) if it is not."""
    row, last = (connection.execute(statement("ledger place of"), {"place": at}).fetchone() for at in (place, size - 1))
    if row is None or last is None or not place < size:
        message = f"there is no entry {place} among the first {size}"
        why, hint = "a proof is about an entry that is sealed", "places count from 0 and are given when sealed"
        where = Place(object="troth.ledger")
        raise Refused(Finding(code=NO_PLACE, message=message, where=where, why=why, hint=hint))
    proof = inclusion_proof(place, size, lambda low, high: _subtree(connection, low, high))
    return Inclusion(entry=row[2], place=place, size=size, leaf=row[1], proof=tuple(proof))


def prove_consistency(connection: Connection, first: int, second: int) -> tuple[bytes, ...]:
    """What shows that the tree of `second` entries continues that of `first`. Raises ValueError."""
    return tuple(consistency_proof(first, second, lambda low, high: _subtree(connection, low, high)))


def _subtree(connection: Connection, low: int, high: int) -> bytes:
    """The root from one place up to another: of whole blocks where there are any, and of single leaves after them.

    In a tree no subtree of a block's size or more begins inside a block.
    """
    whole = low if low % BLOCK else high - high % BLOCK
    ends = list(range(low + BLOCK - 1, whole, BLOCK))
    blocks = [row[0] for row in connection.execute(statement("ledger blocks"), {"ends": ends})]
    leaves = [row[0] for row in connection.execute(statement("ledger leaves"), {"low": whole, "high": high})]
    return root_of([*blocks, root_of(leaves)] if leaves else blocks)
