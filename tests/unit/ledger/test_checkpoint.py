"""Checkpoints are signed notes that others can read, and their key stays where it is."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from troth.errors import Refused, Unavailable
from troth.ledger.checkpoint import Checkpoint, MalformedError, Note, PublicKey
from troth.ledger.signing import KeyFile
from troth.ledger.tree import EMPTY_ROOT

PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example of the signed notes of Go's checksum database."""


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile.make(tmp_path / "ledger.key", "shop.example/ledger")


def test_a_note_of_others_is_read() -> None:
    note = Note.read(PUBLISHED_NOTE)
    assert note.signer([PublicKey.read(PUBLISHED_KEY)]) == PublicKey.read(PUBLISHED_KEY)
    assert str(note) == PUBLISHED_NOTE


def test_a_key_of_others_signs_as_theirs(tmp_path: Path) -> None:
    path = tmp_path / "their.key"
    path.write_text(PUBLISHED_SECRET + "\n")
    path.chmod(0o600)
    key = KeyFile.read(path)
    text = PUBLISHED_NOTE.partition("\n\n")[0] + "\n"
    encoded = PUBLISHED_NOTE.rsplit(maxsplit=1)[-1]
    assert str(key.public) == PUBLISHED_KEY
    assert key.private.sign(text.encode()) == base64.b64decode(encoded)[4:]


def test_a_checkpoint_is_what_was_signed(key: KeyFile) -> None:
    made = key.sign(0, EMPTY_ROOT)
    first, second, third, empty, signature, _ = made.note.split("\n")
    assert (first, second, empty) == ("shop.example/ledger", "0", "")
    assert base64.b64decode(third) == EMPTY_ROOT
    assert signature.startswith("\u2014 shop.example/ledger ")
    assert Checkpoint.read(made.note) == made
    assert Note.read(made.note).signer([key.public]) == key.public


def test_every_changed_byte_of_a_checkpoint_counts(key: KeyFile) -> None:
    note = key.sign(1234, EMPTY_ROOT).note
    for place in range(len(note)):
        for other in ("A", "\n", "1", "="):
            changed = note[:place] + other + note[place + 1 :]
            assert changed == note or not _signed(changed, key), changed


def _signed(note: str, key: KeyFile) -> bool:
    try:
        return Note.read(note).signer([key.public]) is not None
    except MalformedError:
        return False


def test_a_witness_may_sign_too(key: KeyFile, tmp_path: Path) -> None:
    witness = KeyFile.make(tmp_path / "witness.key", "witness")
    plain, theirs = key.sign(5, EMPTY_ROOT), witness.private
    line = base64.b64encode(witness.public.number + theirs.sign(plain.text.encode())).decode()
    signed = plain.note + f"\u2014 witness {line}\n"
    assert Note.read(signed).signer([key.public]) == key.public
    assert Note.read(signed).signer([witness.public]) == witness.public
    assert Checkpoint.read(signed).root == EMPTY_ROOT


def test_another_key_of_the_same_name_did_not_sign(key: KeyFile, tmp_path: Path) -> None:
    other = KeyFile.make(tmp_path / "other.key", key.name)
    assert Note.read(key.sign(5, EMPTY_ROOT).note).signer([other.public]) is None


@pytest.mark.parametrize("size", ["-1", "01", "1.0", "", "1e3", "\u0661"])
def test_a_size_is_written_in_one_way(key: KeyFile, size: str) -> None:
    note = key.sign(7, EMPTY_ROOT).note.replace("\n7\n", f"\n{size}\n")
    with pytest.raises(MalformedError):
        Checkpoint.read(note)


def test_the_key_comes_back_from_its_file(key: KeyFile) -> None:
    assert key.path.stat().st_mode & 0o777 == 0o600
    assert KeyFile.read(key.path).public == key.public
    assert PublicKey.read(str(key.public)) == key.public


def test_the_secret_is_never_printed(key: KeyFile) -> None:
    secret = key.path.read_text().strip().split("+", 4)[4]
    assert secret not in repr(key) + str(key)
    key.path.write_text(key.path.read_text().replace("+A", "+B"))
    with pytest.raises(Refused) as refused:
        KeyFile.read(key.path)
    assert secret[2:] not in str(refused.value)


def test_a_key_is_not_made_twice(key: KeyFile) -> None:
    with pytest.raises(Refused, match="TR914"):
        KeyFile.make(key.path, "again")


def test_a_key_that_others_may_read_is_refused(key: KeyFile) -> None:
    key.path.chmod(0o640)
    with pytest.raises(Refused, match="TR912"):
        KeyFile.read(key.path)


def test_no_key(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="TR911"):
        KeyFile.read(tmp_path / "none")


def test_the_last_checkpoint_lies_beside_the_key(key: KeyFile, tmp_path: Path) -> None:
    assert key.last() is None
    made = key.sign(3, EMPTY_ROOT)
    key.remember(made)
    assert key.last() == made
    key.remember(KeyFile.make(tmp_path / "other.key", key.name).sign(4, EMPTY_ROOT))
    with pytest.raises(Refused, match="TR913"):
        key.last()


def test_base64_is_written_in_one_way(key: KeyFile) -> None:
    """The last sign before `=` carries bits that nobody reads; they must be none."""
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    note = key.sign(5, EMPTY_ROOT).note
    assert note.endswith("=\n")
    same_bytes = note[:-3] + signs[signs.index(note[-3]) + 1] + note[-2:]
    assert base64.b64decode(same_bytes.split()[-1]) == base64.b64decode(note.split()[-1])
    with pytest.raises(MalformedError):
        Note.read(same_bytes)


@pytest.mark.parametrize(
    "changed", [str.upper, lambda text: text + "=", lambda text: " " + text, lambda text: text + "+"]
)
def test_a_public_key_is_written_in_one_way(changed: Callable[[str], str]) -> None:
    name, number, raw = PUBLISHED_KEY.split("+", 2)
    with pytest.raises(MalformedError):
        PublicKey.read("+".join([name, changed(number), raw]))
    with pytest.raises(MalformedError):
        PublicKey.read("+".join([name, number, changed(raw)]))
