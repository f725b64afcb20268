"""The key of a journal: made once, readable by its owner alone, and never replaced by a new one unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import Unavailable
from troth.journal.journal import Journal, find_journal
from troth.journal.key import read_key
from troth.journal.table import TableStore
from troth.standing.journalled import Series


def test_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / ".troth" / "journal.key"
    first = read_key(path, make=True)
    assert read_key(path, make=True) == first == read_key(path, make=False)
    assert path.stat().st_mode & 0o777 == 0o600
    assert first.secret.hex() not in repr(first) + first.fingerprint


def test_a_key_tells_people_apart_and_names_nobody(tmp_path: Path) -> None:
    key, other = (read_key(tmp_path / name, make=True) for name in ("a", "b"))
    names = {key.person("member", "[42]"), key.person("member", "[43]"), key.person("buyer", "[42]"),
             key.row("member", [42]), other.person("member", "[42]")}  # fmt: skip
    assert len(names) == 5
    assert all(len(name) == 64 and name != "42" for name in names)


@pytest.mark.parametrize("text", ["", "not hexadecimal"])
def test_a_file_without_a_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    if not text:
        (tmp_path / "key").unlink()
    with pytest.raises(Unavailable, match="TR740"):
        read_key(tmp_path / "key", make=False)


def said(journal: Journal) -> None:
    journal.intend(Series(of="a", begun=False), "member", ["[1]"], [{"word": "withdraw", "purpose": "news"}])


def test_a_journal_whose_key_is_lost_or_another(tmp_path: Path) -> None:
    journal = find_journal(None, tmp_path, {})
    assert journal is not None
    said(journal)
    key = tmp_path / "journal.key"
    kept = key.read_text()
    key.unlink()
    with pytest.raises(Unavailable, match="TR740"):
        said(find_journal(None, tmp_path, {}) or journal)
    key.write_text("00" * 32)
    with pytest.raises(Unavailable, match="TR742"):
        said(find_journal(None, tmp_path, {}) or journal)
    (tmp_path / "kept").write_text(kept)
    said(find_journal(None, tmp_path, {"TROTH_JOURNAL_KEY_FILE": str(tmp_path / "kept")}) or journal)


def test_where_a_journal_is(tmp_path: Path) -> None:
    assert str(find_journal(None, tmp_path, {})) == str(tmp_path / "journal")
    assert str(find_journal(None, tmp_path, {"TROTH_JOURNAL": "/var/troth/j"})) == "/var/troth/j"
    assert str(find_journal("given", tmp_path, {"TROTH_JOURNAL": "/var/troth/j"})) == "given"
    assert find_journal(None, tmp_path, {"TROTH_JOURNAL": ""}) is None
    in_a_table = find_journal("postgresql://me:secret@away/journals", tmp_path, {})
    assert in_a_table is not None and isinstance(in_a_table.store, TableStore)
    assert "secret" not in str(in_a_table)


def test_words_that_could_name_somebody_stay_out(tmp_path: Path) -> None:
    journal = find_journal(None, tmp_path, {})
    assert journal is not None
    scope = {"row": {"table": "orders", "key": [4711]}}
    words = [{"word": "restrict", "because": "Ana Lopez asked", "scope": scope, "evidence": {"mail": "ana@x"}},
             {"word": "hold", "row": ("orders", (4711,)), "keeps": ["order"], "hold": 5}]  # fmt: skip
    journal.intend(Series(of="a", begun=False), "member", ["[4711]"], words)
    text = (tmp_path / "journal").read_text()
    assert not any(word in text for word in ("Ana", "ana@x", "4711"))
    (deed,) = journal.read("a")[0]
    assert deed.words[0]["scope"]["row"] == {"table": "orders", "row": journal.key.row("orders", [4711])}
    assert deed.words[1]["keeps"] == ["order"] and deed.words[1]["hold"] == 5
