"""The tree that seals the ledger: one hash stands for all entries, and short proofs show that one of them is in it.

This is the Merkle tree of RFC 6962 (and 9162): the hash of a leaf is SHA-256 of 0x00 and the entry, that of a node
SHA-256 of 0x01 and the two below it. The right edge of a tree is the hashes of its complete subtrees, largest first;
it is all that is needed to append.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()

HASH = 32
"""Bytes of a hash."""

BLOCK = 256
"""Leaves of a block, whose root is kept with its last leaf so that proofs are short work."""

Subtree = Callable[[int, int], bytes]
"""The root over the leaves from the first place up to, not including, the second."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Edge:
    """The right edge of a tree of `size` leaves: one hash for each bit that is set in the size."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count() or any(len(part) != HASH for part in self.hashes):
            raise ValueError(f"this is no edge of a tree of {self.size} leaves")

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    @property
    def begun(self) -> Edge:
        """The edge of the block of leaves that has begun and is not whole, as a tree of its own."""
        size = self.size % BLOCK
        return Edge(size, self.hashes[len(self.hashes) - size.bit_count() :])

    def appended(self, leaves: Iterable[bytes]) -> Edge:
        """The edge after more leaf hashes: two hashes for each on average, whatever the size."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            size += 1
            ending, done = leaf, size
            while not done & 1:
                ending = node_hash(hashes.pop(), ending)
                done >>= 1
            hashes.append(ending)
        return Edge(size, tuple(hashes))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    return Edge().appended(leaves).root


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(place: int, size: int, subtree: Subtree) -> list[bytes]:
    """The neighbours on the way from the leaf at a place up to the root of the first `size` leaves (RFC 9162, 2.1.3.1).

    Raises ValueError if the tree has no such place.
    """
    if not 0 <= place < size:
        raise ValueError(f"a tree of {size} leaves has no place {place}")
    found: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if place < middle:
            found.append(subtree(middle, high))
            high = middle
        else:
            found.append(subtree(low, middle))
            low = middle
    return found[::-1]


def consistency_proof(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """What shows that the tree of `second` leaves begins with that of `first` (RFC 9162, 2.1.4.1).

    Raises ValueError unless 0 < first <= second.
    """
    if not 0 < first <= second:
        raise ValueError(f"no proof leads from {first} leaves to {second}")
    found: list[bytes] = []
    low, high, whole = 0, second, True
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            found.append(subtree(middle, high))
            high = middle
        else:
            found.append(subtree(low, middle))
            low, whole = middle, False
    return ([] if whole else [subtree(low, high)]) + found[::-1]


def verify_inclusion(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that the leaf hash is at this place of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    at, last, above = place, size - 1, leaf
    for step in proof:
        if not last:
            return False
        if at & 1 or at == last:
            above = node_hash(step, above)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            above = node_hash(above, step)
        at, last = at >> 1, last >> 1
    return not last and above == root


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, *, second_root: bytes
) -> bool:
    """Whether a proof shows that the tree with the second root begins with that of the first (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = iter([first_root, *proof] if first.bit_count() == 1 else proof)
    return _climb(first - 1, second - 1, steps) == (first_root, second_root)


def _climb(at: int, last: int, steps: Iterator[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots as the steps make them, or None if there are too few or too many."""
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = next(steps, b"")
    for step in steps:
        if not last:
            return None
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return None if last else (old, new)
