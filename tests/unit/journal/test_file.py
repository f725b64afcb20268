"""A journal in a file: several processes, crashes in the middle of a line, renamed files, a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from troth.errors import Unavailable
from troth.journal import file as file_room
from troth.journal.chain import Chain, Stand, deeds
from troth.journal.file import FileStore

KEY = "0123456789abcdef"


def add(store: FileStore, person: str = "p", of: str = "a") -> None:
    words = [{"word": "withdraw", "purpose": "newsletter"}]
    with store.adding(KEY, lambda chain: [chain.deed_line(of, kind="member", people=[person], words=words)], of=of):
        pass


def state(store: FileStore) -> tuple[int, Chain]:
    found, chain = deeds(store.lines(), "a")
    assert [deed.number for deed in found] == list(range(1, len(found) + 1))
    assert chain.broken == []
    return len(found), chain


def test_two_stores_on_one_file_take_turns(tmp_path: Path) -> None:
    one, two = FileStore(tmp_path / ".troth" / "journal"), FileStore(tmp_path / ".troth" / "journal")
    assert not one.exists
    for store in (one, two, two, one):
        add(store)
    assert one.exists and state(two)[0] == 4
    assert one.stands("a").stands == {"a": Stand(5, 0)}
    assert (tmp_path / ".troth" / "journal").stat().st_mode & 0o777 == 0o600


PROGRAM = """
import sys
from pathlib import Path
from troth.journal.file import FileStore
from unit.journal.test_file import add
store = FileStore(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    add(store, f"{sys.argv[3]}-{number}")
"""


def test_several_processes_at_once(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "journal"), "40"]
    running = [subprocess.Popen([*command, name], env=environment) for name in "abc"]
    assert [process.wait() for process in running] == [0, 0, 0]
    store = FileStore(tmp_path / "journal")
    assert state(store)[0] == 120
    people = [deed.people[0] for deed in deeds(store.lines(), "a")[0]]
    assert [one for one in people if one.startswith("b")] == [f"b-{number}" for number in range(40)]


def test_a_line_cut_off_by_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    add(FileStore(path))
    before = path.read_bytes()
    path.write_bytes(before + before.split(b"\n")[1][:50])
    store = FileStore(path)
    add(store)
    count, chain = state(store)
    assert (count, chain.torn) == (2, 1)
    assert path.read_bytes().startswith(before)


def test_a_whole_line_without_its_end_counts(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    add(FileStore(path))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    add(FileStore(path))
    assert state(FileStore(path))[0] == 2


def test_renamed_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    store, other = FileStore(path), FileStore(path)
    add(store)
    add(other)
    path.rename(tmp_path / "journal.2026-11-27")
    assert store.stands("a").stands == {"a": Stand(3, 0)}
    add(store)
    add(other)
    path.rename(tmp_path / "journal.1")
    add(other)
    assert state(store)[0] == 5
    (tmp_path / "journal.2026-11-27").unlink()
    found, chain = deeds(store.lines(), "a")
    assert [deed.number for deed in found] == [3, 4, 5]
    assert chain.broken == []


def test_a_new_file_is_begun_when_one_has_grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_room, "LARGEST", 2000)
    store = FileStore(tmp_path / "journal")
    for _ in range(30):
        add(store)
    assert state(FileStore(tmp_path / "journal"))[0] == 30
    assert len(list(tmp_path.glob("journal.0*"))) > 2


def test_a_full_disk_is_refused_and_nothing_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore(tmp_path / "journal")
    add(store)
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda file, text: write(file, text[:30]))
        with pytest.raises(Unavailable, match=r"TR741.*space"):
            add(store)
    add(store)
    count, chain = state(store)
    assert (count, chain.torn) == (2, 1)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="TR741"):
        add(FileStore(tmp_path / "file" / "journal"))
