"""Sealing, proofs and exports on a real database, and what the audit says of what was done to it."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from databases import FreshDatabase
from troth.errors import Refused
from troth.ledger.audit import audit
from troth.ledger.checkpoint import Checkpoint, Note
from troth.ledger.entry import Entry
from troth.ledger.export import export
from troth.ledger.proofs import prove_consistency, prove_inclusion
from troth.ledger.sealer import seal
from troth.ledger.signing import KeyFile
from troth.ledger.store import forget, pseudonym, record, record_all
from troth.ledger.tree import leaf_hash, root_of, verify_consistency

from .conftest import DESK, Connection


def fill(connection: Connection, count: int) -> None:
    record_all(connection, [Entry(what="test", detail={"number": number}) for number in range(count)])


def written(connection: Connection) -> list[str]:
    return [text for (text,) in connection.execute("select entry from troth.ledger_entry order by id")]


def naive_root(connection: Connection) -> bytes:
    return root_of([leaf_hash(text.encode()) for text in written(connection)])


def test_sealing_is_over_all_that_is_committed(desk: Connection, key: KeyFile) -> None:
    fill(desk, 600)
    made = seal(desk, key)
    assert (made.size, made.root) == (601, naive_root(desk))
    assert Note.read(made.note).signer([key.public]) == key.public
    assert key.last() == made


def test_sealing_again_changes_nothing(desk: Connection, key: KeyFile) -> None:
    made = seal(desk, key)
    assert seal(desk, key) == made
    assert desk.execute("select count(*) from troth.ledger_checkpoint").fetchone() == (1,)


@pytest.mark.parametrize("batch", [1, 7, 256, 300])
def test_sealing_in_batches(desk: Connection, key: KeyFile, batch: int) -> None:
    fill(desk, 20 if batch == 1 else 700)
    made = seal(desk, key, batch=batch)
    assert made.root == naive_root(desk)
    assert desk.execute("select count(*) from troth.ledger_waiting").fetchone() == (0,)


def test_an_entry_that_is_committed_late_comes_after(shop: FreshDatabase, desk: Connection, key: KeyFile) -> None:
    with psycopg.connect(shop.login(DESK, "desk")) as slow:
        record(slow, Entry(what="slow deed"))
        record(desk, Entry(what="quick deed"))
        before = seal(desk, key)
        slow.commit()
    after = seal(desk, key)
    assert (before.size, after.size) == (2, 3)
    assert '"what":"slow deed"' in prove_inclusion(desk, 2, 3).entry
    proof = prove_consistency(desk, 2, 3)
    assert verify_consistency(2, 3, proof, before.root, second_root=after.root)


def test_two_sealers_at_once(shop: FreshDatabase, desk: Connection, key: KeyFile) -> None:
    fill(desk, 3_000)
    found: list[Checkpoint] = []

    def other() -> None:
        with psycopg.connect(shop.login(DESK, "desk"), autocommit=True) as connection:
            found.append(seal(connection, key, batch=500))

    threads = [threading.Thread(target=other) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {made.root for made in found} == {naive_root(desk)}
    assert {made.size for made in found} == {3_001}


def test_the_sealer_wants_to_commit(desk: Connection, key: KeyFile) -> None:
    with desk.transaction(), pytest.raises(ValueError, match="commits by itself"):
        seal(desk, key)


@pytest.mark.parametrize("size", [1, 2, 256, 257, 700])
def test_every_kind_of_place_is_proved(desk: Connection, key: KeyFile, size: int) -> None:
    fill(desk, 699)
    seal(desk, key, batch=300)
    hashes = [leaf_hash(text.encode()) for text in written(desk)]
    for place in {0, size // 2, size - 1, min(255, size - 1), min(256, size - 1)}:
        proof = prove_inclusion(desk, place, size)
        assert proof.holds(root_of(hashes[:size]))
        assert proof.leaf == leaf_hash(proof.entry.encode())
        assert not proof.holds(root_of(hashes[: size - 1]))
    proof_of_all = prove_consistency(desk, size, 700)
    assert verify_consistency(size, 700, proof_of_all, root_of(hashes[:size]), second_root=root_of(hashes))


@pytest.mark.parametrize(("place", "size"), [(1, 1), (-1, 1), (0, 0), (0, 2)])
def test_no_proof_of_what_is_not_there(desk: Connection, key: KeyFile, place: int, size: int) -> None:
    seal(desk, key)
    with pytest.raises(Refused, match="TR917"):
        prove_inclusion(desk, place, size)


def test_an_export_is_sound_also_when_people_are_forgotten(desk: Connection, key: KeyFile, tmp_path: Path) -> None:
    record(desk, Entry(what="consent", actor="\u20ac", subject=pseudonym(desk, "member", 17)))
    first = seal(desk, key)
    fill(desk, 300)
    last = seal(desk, key)
    forget(desk, "member", 17)
    assert export(desk, tmp_path / "ledger.jsonl") == last
    report = audit(tmp_path / "ledger.jsonl", str(key.public), checkpoint=first.note)
    assert report.sound, report
    assert (report.entries, report.checkpoints, report.root) == (302, 2, last.root)


def test_what_is_not_sealed_is_not_exported(desk: Connection, key: KeyFile, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="TR918"):
        export(desk, tmp_path / "ledger.jsonl")
    seal(desk, key)
    fill(desk, 3)
    export(desk, tmp_path / "ledger.jsonl")
    assert audit(tmp_path / "ledger.jsonl").entries == 1
    with pytest.raises(FileExistsError):
        export(desk, tmp_path / "ledger.jsonl")


TAMPERING = {
    "change": ("update troth.ledger_entry set entry = replace(entry, '\"number\":7', '\"number\":8')", "TR903"),
    "delete": ("delete from troth.ledger_entry where entry like '%\"number\":7}%'", "TR902"),
    "change with hash": (
        "update troth.ledger_entry set entry = replace(entry, '\"number\":7', '\"number\":8');"
        "update troth.ledger_leaf as l set hash = sha256('\\x00'::bytea || convert_to(e.entry, 'UTF8'))"
        "  from troth.ledger_entry as e where e.id = l.entry",
        "TR904",
    ),
    "exchange": (
        "update troth.ledger_leaf as l set entry = o.entry, hash = o.hash from troth.ledger_leaf as o"
        " where l.place in (4, 5) and o.place = 9 - l.place",
        "TR904",
    ),
    "checkpoint dropped": ("delete from troth.ledger_checkpoint where size = 11", "TR907"),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_by_who_may_do_all(
    desk: Connection, chief: Connection, key: KeyFile, tmp_path: Path, how: str
) -> None:
    seal(desk, key)
    fill(desk, 10)
    kept = seal(desk, key)
    statement, code = TAMPERING[how]
    chief.execute(statement.encode())
    export(desk, tmp_path / "ledger.jsonl")
    found = {finding.code for finding in audit(tmp_path / "ledger.jsonl", checkpoint=kept.note).findings}
    assert code in found


@pytest.mark.parametrize(
    "statement",
    [
        "update troth.ledger_checkpoint set root = sha256('x')",
        "update troth.ledger_checkpoint set edge = edge || edge",
        "update troth.ledger_checkpoint set edge = sha256('x')",
        "update troth.ledger_checkpoint set note = translate(note, 'ABCDEFGHIJKLMNOP', 'BCDEFGHIJKLMNOPA')",
    ],
)
def test_nothing_is_signed_over_what_was_changed(
    desk: Connection, chief: Connection, key: KeyFile, statement: str
) -> None:
    seal(desk, key)
    chief.execute(statement.encode())
    key.beside.unlink()
    fill(desk, 1)
    with pytest.raises(Refused, match="TR915"):
        seal(desk, key)
    assert desk.execute("select count(*) from troth.ledger_waiting").fetchone() == (1,)


def test_a_ledger_signed_by_another_is_not_gone_on_with(
    desk: Connection, chief: Connection, key: KeyFile, tmp_path: Path
) -> None:
    first = seal(desk, key)
    other = KeyFile.make(tmp_path / "other.key", key.name)
    chief.execute(
        "update troth.ledger_checkpoint set note = %s, key = %s",
        [other.sign(first.size, first.root).note, str(other.public)],
    )
    with pytest.raises(Refused, match="TR915"):
        seal(desk, key)


def test_an_older_database_is_noticed(desk: Connection, chief: Connection, key: KeyFile) -> None:
    """As after a restore: what was sealed last is gone, and entries that were written since wait."""
    seal(desk, key)
    fill(desk, 5)
    seal(desk, key)
    chief.execute("delete from troth.ledger_checkpoint where size = 6")
    chief.execute("delete from troth.ledger_leaf where place > 0")
    fill(desk, 5)
    with pytest.raises(Refused, match="TR916"):
        seal(desk, key)


def test_a_new_key_goes_on(desk: Connection, key: KeyFile, tmp_path: Path) -> None:
    seal(desk, key)
    other = KeyFile.make(tmp_path / "next.key", "shop.example/next")
    assert seal(desk, other).origin == key.name
    fill(desk, 5)
    made = seal(desk, other)
    assert (made.origin, made.size) == ("shop.example/next", 6)
    export(desk, tmp_path / "ledger.jsonl")
    assert audit(tmp_path / "ledger.jsonl", str(other.public)).sound
    assert {finding.code for finding in audit(tmp_path / "ledger.jsonl", str(key.public)).findings} == {"TR908"}
