"""Giving entries their places: each batch is appended to the tree and a checkpoint is signed over all there is so far.

Entries are sealed in the order of their numbers among those committed. It may run as often as one likes, and twice at
once: whoever comes second waits, and finds nothing left. What was signed before is checked before it is added to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.checkpoint import Checkpoint, Note, PublicKey
from troth.ledger.signing import KeyFile
from troth.ledger.tree import BLOCK, HASH, Edge
from troth.postgres.statements import statement

BATCH = 100_000
"""Entries that are sealed in one transaction."""

ALTERED, OLDER = "TR915", "TR916"

Connection = psycopg.Connection[Any]


def seal(connection: Connection, key: KeyFile, *, batch: int = BATCH) -> Checkpoint:
    """Give every committed entry that waits its place; the checkpoint over all, also if nothing waited.

    Commits each batch, so the connection must not be in a transaction (ValueError). Raises Refused: TR915 what was
    sealed before is not what was signed, TR916 the database is older than the last checkpoint that this key signed.
    """
    if connection.info.transaction_status is not TransactionStatus.IDLE:
        raise ValueError("the sealer commits by itself: give it a connection without an open transaction")
    while True:
        with connection.transaction():
            connection.execute("set transaction isolation level read committed")
            connection.execute(statement("ledger seal alone"))
            before, sealed = _last(connection)
            _must_continue(connection, before, key)
            taken = connection.execute(statement("ledger take"), {"batch": batch}).fetchall()
            done = before if before and not taken else _append(connection, key, sealed, taken)
        if _signed_by(done, key.public):
            key.remember(done)
        if len(taken) < batch:
            return done


def _last(connection: Connection) -> tuple[Checkpoint | None, Edge]:
    row = connection.execute(statement("ledger last checkpoint")).fetchone()
    if row is None:
        return None, Edge()
    size, root, edge, note, public = row
    try:
        hashes = tuple(edge[at : at + HASH] for at in range(0, len(edge), HASH))
        found, sealed = Checkpoint.read(note), Edge(size, hashes)
        signed = _signed_by(found, PublicKey.read(public))
    except ValueError:
        raise Refused(_altered("its last checkpoint cannot be read")) from None
    if not signed or (found.size, found.root) != (size, root) or sealed.root != root:
        raise Refused(_altered("its last checkpoint is not what was signed"))
    return found, sealed


def _signed_by(checkpoint: Checkpoint, public: PublicKey) -> bool:
    return Note.read(checkpoint.note).signer([public]) is not None


def _must_continue(connection: Connection, before: Checkpoint | None, key: KeyFile) -> None:
    """A key that has signed before goes on from there alone; a new one takes over what another has signed."""
    last = key.last()
    if last is None:
        return
    _not_older(connection, last)
    if before is not None and not _signed_by(before, key.public):
        raise Refused(_altered("its last checkpoint is signed by another key"))


def _not_older(connection: Connection, last: Checkpoint) -> None:
    row = connection.execute(statement("ledger checkpoint of size"), {"size": last.size}).fetchone()
    if row is None or row[0] != last.root:
        raise Refused(
            Finding(
                code=OLDER,
                message=f"the database does not have the {last.size:,} entries that were sealed last",
                where=Place(object="troth.ledger_checkpoint"),
                why="two histories signed with one key would each make the other worthless",
                hint="after a restore, replay what it has forgotten and go on with a new key: the old one signed a "
                "history that this database has lost",
            )
        )


def _altered(what: str) -> Finding:
    return Finding(
        code=ALTERED,
        message=f"the ledger was changed where it is sealed: {what}",
        where=Place(object="troth.ledger_checkpoint"),
        why="what is signed next would cover up what was changed",
        hint="export the ledger and audit it against the last checkpoint that lies outside the database",
    )


def _append(connection: Connection, key: KeyFile, sealed: Edge, taken: Sequence[tuple[int, bytes]]) -> Checkpoint:
    after = _place(connection, sealed, taken)
    done = key.sign(after.size, after.root)
    given = {
        "size": after.size,
        "root": after.root,
        "edge": b"".join(after.hashes),
        "note": done.note,
        "key": str(key.public),
    }
    connection.execute(statement("ledger add checkpoint"), given)
    return done


def _place(connection: Connection, sealed: Edge, taken: Sequence[tuple[int, bytes]]) -> Edge:
    """Write the leaves; with the last leaf of each block goes the block's own root, which makes proofs short work."""
    edge = sealed
    with connection.cursor() as cursor, cursor.copy(statement("ledger place")) as copied:
        copied.set_types(["int8", "int8", "bytea", "bytea"])
        for part in _by_block(sealed.size, taken):
            before, edge = edge, edge.appended(leaf for _, leaf in part)
            block = before.begun.appended(leaf for _, leaf in part).root
            for place, (entry, leaf) in enumerate(part, start=before.size):
                copied.write_row((place, entry, leaf, None if (place + 1) % BLOCK else block))
    return edge


def _by_block(size: int, taken: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    at = 0
    while at < len(taken):
        room = BLOCK - (size + at) % BLOCK
        yield taken[at : at + room]
        at += room
