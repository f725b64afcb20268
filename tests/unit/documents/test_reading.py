"""Every way in which a file may not be a readable document is a finding with a place, never a crash."""

import os
from pathlib import Path

import pytest

from troth.documents import parse_document, read_document, read_documents
from troth.documents.building import DEEPEST, MOST_FINDINGS, MOST_NODES
from troth.documents.reading import LARGEST
from troth.errors import Refused
from troth.findings import Finding


def refused(text: bytes | str) -> list[Finding]:
    with pytest.raises(Refused) as caught:
        parse_document(text.encode() if isinstance(text, str) else text, "x.yaml")
    return list(caught.value.findings)


def said(text: bytes | str) -> list[tuple[str, int | None, int | None, str]]:
    return [(found.code, found.where.line, found.where.column, found.message) for found in refused(text)]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_document(tmp_path / "policy.yaml")
    assert [found.code for found in caught.value.findings] == ["TR001"]


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_document(tmp_path)
    assert [found.code for found in caught.value.findings] == ["TR002"]
    assert "is a folder" in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_that_nobody_writes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "policy.yaml")
    with pytest.raises(Refused) as caught:
        read_document(tmp_path / "policy.yaml")
    assert [found.code for found in caught.value.findings] == ["TR002"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("a: b")
    path.chmod(0)
    with pytest.raises(Refused) as caught:
        read_document(path)
    assert [found.code for found in caught.value.findings] == ["TR002"]


def test_a_path_that_cannot_be_one() -> None:
    for path in (Path("a\0b"), Path("a" * 5000)):
        with pytest.raises(Refused) as caught:
            read_document(path)
        assert [found.code for found in caught.value.findings] == ["TR002"]


def test_several_files_are_refused_together(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("")
    with pytest.raises(Refused) as caught:
        read_documents(tmp_path / "a", tmp_path / "b")
    assert [found.code for found in caught.value.findings] == ["TR001", "TR003"]


@pytest.mark.parametrize("text", ["", "  \n", "# nothing\n", "---\n", "~", "null", "---\n...\n"])
def test_an_empty_file(text: str) -> None:
    assert [found.code for found in refused(text)] == ["TR003"]


def test_a_file_of_the_largest_size_and_one_byte_more() -> None:
    text = b"a: b #" + b"x" * (LARGEST - 6)
    assert parse_document(text, "x").value == {"a": "b"}
    assert [found.code for found in refused(text + b"x")] == ["TR004"]


def test_bytes_that_are_not_utf8_are_placed() -> None:
    assert said("a: ä\nb: ü".encode("latin1")) == [("TR005", 1, 4, "byte 0xe4 is not UTF-8")]
    assert said(b"a: \xc3\xa4\nbc: \xed\xa0\x80") == [("TR005", 2, 5, "byte 0xed is not UTF-8")]


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse_document("\ufeffa: b".encode(), "x").value == {"a": "b"}


def test_every_hidden_character_is_found() -> None:
    found = said("a: \x00\nb: c\x1bd\ne: f\u202e")
    assert [(code, line, column) for code, line, column, _ in found] == [
        ("TR006", 1, 4),
        ("TR006", 2, 5),
        ("TR006", 3, 5),
    ]
    assert said('a: "\\0"') == [("TR006", 1, 4, "the text holds the hidden character U+0000")]
    assert said('a: "\\u202Eb"')[0][0] == "TR006"


def test_text_may_have_lines_and_tabs() -> None:
    assert parse_document(b'a: "b\\n\\tc"', "x").value == {"a": "b\n\tc"}


@pytest.mark.parametrize(
    "text", ["a: [b", "a: b: c", "\ta: b", "a: 'b", "a: @b", "- a\nb: c", "a: }", "%YAML 9.9\n---\na", "a: !<"]
)
def test_what_is_not_yaml(text: str) -> None:
    assert [found.code for found in refused(text)][-1] == "TR007"


def test_a_syntax_error_is_placed() -> None:
    assert said("a: b\nc: [d\ne: f")[0][:3] == ("TR007", 3, 2)


def test_several_documents() -> None:
    assert said("a: b\n---\nc: d") == [("TR008", 2, 1, "a second document starts here")]


def test_keys_written_twice() -> None:
    findings = refused("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert [(found.code, found.where.line, found.where.column, found.hint) for found in findings] == [
        ("TR009", 4, 3, "keep one of the two; the first is on line 3"),
        ("TR009", 5, 1, "keep one of the two; the first is on line 1"),
    ]


def test_anchors_aliases_tags_and_merge_keys_are_all_found() -> None:
    found = said("a: &x {b: c}\nd: *x\ne: !!str f\n<<: {g: h}\ni: !!python/object:os.system j\n")
    assert [(code, line) for code, line, _, _ in found] == [
        ("TR010", 1),
        ("TR010", 2),
        ("TR011", 3),
        ("TR012", 4),
        ("TR011", 5),
    ]


def test_a_tag_line() -> None:
    assert said("%TAG ! tag:example.org,2026:\n---\na: b")[0][0] == "TR011"


def test_a_quoted_merge_key_is_a_key() -> None:
    assert parse_document(b'"<<": a', "x").value == {"<<": "a"}


@pytest.mark.parametrize("key", ["1", "true", "~", "1.5", "[a]", "{a: b}", "? [a, {b: c}]\n"])
def test_a_key_that_is_not_text(key: str) -> None:
    assert [code for code, *_ in said(f"{key}: x\nok: y")] == ["TR013"]


def test_nesting_up_to_the_limit() -> None:
    assert str(parse_document(b"[" * DEEPEST + b"]" * DEEPEST, "x").value) == "[" * DEEPEST + "]" * DEEPEST
    for text in (
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        "[" * 400_000,
        "{a: " * 200_000,
        "- " * 400_000,
        "? " * 400_000,
    ):
        assert said(text)[-1][0] == "TR014"


def test_values_up_to_the_limit() -> None:
    assert len(parse_document(b"- 1\n" * (MOST_NODES - 1), "x").value) == MOST_NODES - 1
    assert [code for code, *_ in said("- 1\n" * MOST_NODES)] == ["TR015"]


def test_findings_stop_at_a_limit() -> None:
    assert len(refused("1: a\n" * 5000)) == MOST_FINDINGS


def test_aliases_of_aliases_do_not_grow() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
    )
    assert {code for code, *_ in said(bomb)} == {"TR010"}
