"""The tree against published vectors, against the definition of RFC 6962 word for word, and every proof it gives."""

import functools
import hashlib

import pytest

from troth.ledger.tree import (
    EMPTY_ROOT,
    Edge,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Inputs and roots that the reference implementation of certificate transparency publishes."""

PATH_OF_FIRST = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIZES = range(1, 131)


def tree_head(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it is written there."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return hashlib.sha256(b"\x01" + tree_head(entries[:half]) + tree_head(entries[half:])).digest()


ENTRIES = [b"entry %d" % number for number in range(130)]
HASHES = [leaf_hash(entry) for entry in ENTRIES]
HEADS = [tree_head(ENTRIES[:size]) for size in range(131)]


@functools.cache
def subtree(low: int, high: int) -> bytes:
    return tree_head(ENTRIES[low:high])


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]


def test_the_empty_tree() -> None:
    assert EMPTY_ROOT.hex() == ROOTS[0] == Edge().root.hex()


def test_a_published_proof() -> None:
    proof = inclusion_proof(0, 8, lambda low, high: tree_head(LEAVES[low:high]))
    assert [step.hex() for step in proof] == PATH_OF_FIRST


def test_appending_one_by_one_is_building_at_once() -> None:
    edge = Edge()
    for size in SIZES:
        edge = edge.appended([HASHES[size - 1]])
        assert (edge.size, edge.root) == (size, HEADS[size])


@pytest.mark.parametrize("first", [0, 1, 2, 3, 7, 8, 63, 64, 65, 129])
def test_appending_many_at_once(first: int) -> None:
    edge = Edge().appended(HASHES[:first])
    assert [edge.appended(HASHES[first:size]).root for size in range(first, 131)] == HEADS[first:]


def test_an_edge_has_one_hash_for_each_bit() -> None:
    with pytest.raises(ValueError, match="no edge"):
        Edge(3, (EMPTY_ROOT,))


@pytest.mark.parametrize("size", SIZES)
def test_every_entry_is_proved(size: int) -> None:
    for place in range(size):
        proof = inclusion_proof(place, size, subtree)
        assert verify_inclusion(HASHES[place], place, size, proof, HEADS[size])
        assert len(proof) <= (size - 1).bit_length()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 64, 65, 130])
def test_a_proof_proves_nothing_else(size: int) -> None:
    for place in range(size):
        proof = inclusion_proof(place, size, subtree)
        other = (place + 1) % 130
        assert not verify_inclusion(HASHES[other], place, size, proof, HEADS[size])
        assert not verify_inclusion(HASHES[place], place, size, proof, HEADS[size - 1])
        assert not verify_inclusion(HASHES[place], place, size, [*proof, EMPTY_ROOT], HEADS[size])
        assert not any(
            verify_inclusion(HASHES[place], wrong, size, proof, HEADS[size])
            for wrong in range(-1, size + 1)
            if wrong != place
        )
        if proof:
            assert not verify_inclusion(HASHES[place], place, size, proof[:-1], HEADS[size])


@pytest.mark.parametrize("second", SIZES)
def test_every_tree_continues_every_earlier_one(second: int) -> None:
    for first in range(1, second + 1):
        proof = consistency_proof(first, second, subtree)
        assert verify_consistency(first, second, proof, HEADS[first], second_root=HEADS[second])


@pytest.mark.parametrize("second", [2, 3, 6, 8, 65, 130])
def test_another_history_is_no_continuation(second: int) -> None:
    for first in range(1, second):
        proof = consistency_proof(first, second, subtree)
        other = tree_head([b"other", *ENTRIES[1:first]])
        assert not verify_consistency(first, second, proof, other, second_root=HEADS[second])
        assert not verify_consistency(first, second, proof, HEADS[first], second_root=other)
        assert not verify_consistency(first, second, [*proof, EMPTY_ROOT], HEADS[first], second_root=HEADS[second])
        assert not verify_consistency(first, second, proof[:-1], HEADS[first], second_root=HEADS[second])


@pytest.mark.parametrize(("first", "second"), [(0, 5), (6, 5), (-1, 5)])
def test_nothing_leads_from_nowhere(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(first, second, subtree)
    assert not verify_consistency(first, second, [], HEADS[5], second_root=HEADS[5])


@pytest.mark.parametrize("place", [-1, 5, 6])
def test_no_proof_of_a_place_that_is_not_there(place: int) -> None:
    with pytest.raises(ValueError, match="no place"):
        inclusion_proof(place, 5, subtree)
