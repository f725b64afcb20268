"""The audit finds every byte that was changed, and says which entry it was."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import Unavailable
from troth.ledger.audit import Report, audit
from troth.ledger.signing import KeyFile

from . import exports

SIZES = [4, 9, 12]
COUNT = 12
Change = Callable[[list[str]], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audit")


@pytest.fixture(scope="module")
def key(folder: Path) -> KeyFile:
    return KeyFile.make(folder / "ledger.key", "shop.example/ledger")


@pytest.fixture(scope="module")
def other(folder: Path) -> KeyFile:
    return KeyFile.make(folder / "other.key", "shop.example/ledger")


@pytest.fixture(scope="module")
def lines(key: KeyFile) -> list[str]:
    return exports.export(key, [exports.entry(number) for number in range(COUNT)], SIZES)


@pytest.fixture(scope="module")
def check(folder: Path, key: KeyFile) -> Callable[[bytes | list[str]], Report]:
    def checked(said: bytes | list[str]) -> Report:
        path = folder / "export.jsonl"
        path.write_bytes(said if isinstance(said, bytes) else "".join(said).encode())
        return audit(path, str(key.public))

    return checked


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_a_sound_export(check: Callable[[list[str]], Report], lines: list[str]) -> None:
    report = check(lines)
    assert report.sound, report
    assert (report.entries, report.checkpoints, report.origin) == (COUNT, 3, "shop.example/ledger")
    assert report.root == exports.root([exports.entry(number) for number in range(COUNT)])


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8, 100, 257])
def test_sound_exports_of_all_sizes(check: Callable[[list[str]], Report], key: KeyFile, count: int) -> None:
    entries = [exports.entry(number) for number in range(count)]
    report = check(exports.export(key, entries, sorted({0, count // 2, count})))
    assert report.sound, report
    assert report.root == exports.root(entries)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_any_byte_changed(data: st.DataObject, check: Callable[[bytes], Report], lines: list[str]) -> None:
    said = bytearray("".join(lines).encode())
    place = data.draw(st.integers(0, len(said) - 1))
    said[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != said[place]))
    assert not check(bytes(said)).sound


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_cut_at_any_byte(data: st.DataObject, check: Callable[[bytes], Report], lines: list[str]) -> None:
    said = "".join(lines).encode()
    assert not check(said[: data.draw(st.integers(0, len(said) - 1))]).sound


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_line_dropped_swapped_or_repeated(
    data: st.DataObject, check: Callable[[list[str]], Report], lines: list[str]
) -> None:
    said = list(lines)
    place = data.draw(st.integers(0, len(said) - 1))
    match data.draw(st.sampled_from(["drop", "swap", "repeat"])):
        case "drop":
            del said[place]
        case "repeat":
            said.insert(data.draw(st.integers(0, len(said))), said[place])
        case _:
            to = data.draw(st.integers(0, len(said) - 1).filter(lambda to: to != place))
            said[place], said[to] = said[to], said[place]
    assert not check(said).sound


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_bytes_added_or_taken_out(data: st.DataObject, check: Callable[[bytes], Report], lines: list[str]) -> None:
    said = "".join(lines).encode()
    place, length = data.draw(st.integers(0, len(said))), data.draw(st.integers(0, 400))
    added = data.draw(st.binary(max_size=40))
    changed = said[:place] + added + said[place + length :]
    if changed != said:
        assert not check(changed).sound


def test_a_changed_entry_is_named(check: Callable[[list[str]], Report], lines: list[str]) -> None:
    said = [text.replace('"n":6', '"n":7') for text in lines]
    (finding,) = check(said).findings
    assert (finding.code, finding.where.line) == ("TR903", 9)
    assert "entry 6 " in finding.message


def test_an_entry_changed_with_its_hash(check: Callable[[list[str]], Report], lines: list[str]) -> None:
    said = list(lines)
    said[8] = exports.line(exports.entry(6).replace('"n":6', '"n":7'), 6)
    (finding,) = check(said).findings
    assert finding.code == "TR904"
    assert "entries 4 to 8" in finding.message


def test_a_missing_entry_is_named(check: Callable[[list[str]], Report], lines: list[str]) -> None:
    (finding, *_) = check([*lines[:8], *lines[9:]]).findings
    assert (finding.code, finding.message) == ("TR902", "entry 6 is missing before entry 7")


def test_a_missing_entry_with_all_places_written_anew(
    check: Callable[[list[str]], Report], lines: list[str], key: KeyFile
) -> None:
    kept = [exports.entry(number) for number in range(COUNT) if number != 6]
    said = exports.export(key, kept, [4, 8, 11])
    marks = [place for place, text in enumerate(lines) if text.startswith('{"checkpoint"')]
    for place, text in zip([mark - (mark > 6) for mark in marks], [lines[mark] for mark in marks], strict=True):
        said[place] = text
    assert {"TR902"} <= codes(check(said))


def test_neighbours_swapped(check: Callable[[list[str]], Report], lines: list[str]) -> None:
    said = [*lines[:8], lines[9], lines[8], *lines[10:]]
    messages = [finding.message for finding in check(said).findings]
    assert messages[:2] == [
        "entry 6 is missing before entry 7",
        "entry 6 stands where entry 8 should be: moved, or there twice",
    ]


def test_a_history_signed_by_another_key(
    check: Callable[[list[str]], Report], lines: list[str], other: KeyFile
) -> None:
    forged = exports.export(other, [exports.entry(number) for number in range(COUNT)], SIZES)
    assert codes(check(forged)) == {"TR908"}
    assert "TR905" in codes(check([lines[0], *forged[1:]]))


def test_cut_at_a_checkpoint_with_the_end_written_anew(
    folder: Path, key: KeyFile, lines: list[str], check: Callable[[list[str]], Report]
) -> None:
    """Nothing inside the file can tell; a checkpoint that was kept outside does."""
    cut = exports.export(key, [exports.entry(number) for number in range(9)], [4, 9])
    assert check(cut).sound
    kept = key.sign(COUNT, exports.root([exports.entry(number) for number in range(COUNT)])).note
    path = exports.written(folder / "cut.jsonl", cut)
    assert codes(audit(path, checkpoint=kept)) == {"TR907"}
    assert audit(exports.written(folder / "whole.jsonl", lines), checkpoint=kept).sound


@pytest.mark.parametrize("size", [0, 3, 9, 12])
def test_a_history_written_anew_after_a_checkpoint_was_given_away(folder: Path, key: KeyFile, size: int) -> None:
    entries = [exports.entry(number) for number in range(COUNT)]
    kept = key.sign(size, exports.root(entries[:size])).note
    lied = key.sign(size, hashlib.sha256(b"other").digest()).note
    path = exports.written(folder / "anew.jsonl", exports.export(key, entries, SIZES))
    assert audit(path, checkpoint=kept).sound
    assert codes(audit(path, checkpoint=lied)) == {"TR907"}


def test_a_checkpoint_of_another_key_proves_nothing(
    folder: Path, key: KeyFile, other: KeyFile, lines: list[str]
) -> None:
    entries = [exports.entry(number) for number in range(COUNT)]
    path = exports.written(folder / "export.jsonl", lines)
    assert codes(audit(path, checkpoint=other.sign(9, exports.root(entries[:9])).note)) == {"TR907"}


def test_what_is_given_must_be_readable(folder: Path, lines: list[str]) -> None:
    path = exports.written(folder / "export.jsonl", lines)
    assert codes(audit(path, "no key", checkpoint="no checkpoint")) == {"TR907", "TR908"}


def test_entries_under_no_checkpoint(check: Callable[[list[str]], Report], key: KeyFile) -> None:
    entries = [exports.entry(number) for number in range(COUNT)]
    assert codes(check(exports.export(key, entries, [4]))) == {"TR905"}


def test_a_signed_line_that_is_no_entry(check: Callable[[list[str]], Report], key: KeyFile) -> None:
    entries = [exports.entry(0), '{"what":"consent"}', exports.entry(2)]
    report = check(exports.export(key, entries, [3]))
    assert codes(report) == {"TR909"}
    assert "entry 1 " in report.findings[0].message


def test_many_findings_are_counted(check: Callable[[list[str]], Report], key: KeyFile) -> None:
    entries = [exports.entry(number) for number in range(80)]
    said = [text.replace('"login":"desk"', '"login":"disk"') for text in exports.export(key, entries, [80])]
    report = check(said)
    assert len(report.findings) + report.more == 80
    assert "more findings" in str(report)


def test_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(Unavailable, match="TR910"):
        audit(folder / "none.jsonl")


def test_deep_and_long_lines(check: Callable[[bytes], Report]) -> None:
    assert not check(b'{"checkpoint":' + b"[" * 100_000 + b"\n").sound
    assert not check(b"x" * 1_000_000).sound
    assert not check(b"").sound


def test_it_runs_without_the_driver_and_the_writer() -> None:
    program = (
        "import sys, troth.ledger.audit as a\n"
        "bad = {'psycopg', 'troth.ledger.store', 'troth.ledger.sealer', 'troth.ledger.tree', 'troth.ledger.entry'}\n"
        "print(sorted(bad & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(("before", "after"), [(",", ", "), (":", ": "), ('"keys"', '"\\u006beys"'), ("}\n", "}\r\n")])
@pytest.mark.parametrize("place", [0, 5])
def test_json_in_another_form(
    check: Callable[[list[str]], Report], lines: list[str], place: int, before: str, after: str
) -> None:
    said = list(lines)
    said[place] = said[place].replace(before, after, 1)
    assert check(said).sound == (said == lines)
