"""The reader works the same where PyYAML was built without libyaml."""

import pytest
import yaml

import troth.documents.building
from troth.documents import parse_document
from troth.errors import Refused

TEXTS = [
    "a: {b: [1, 'x', ~], c: \"ü\"}\n",
    "a: &x 1\nb: *x\na: 2\n",
    "a: b\n---\nc: d\n",
    "? [a]\n: b\n<<: c\n1: d\n",
    "a: !t b\n",
    "[" * 60,
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_both_readers_agree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> object:
        try:
            document = parse_document(text.encode(), "x")
        except Refused as refused:
            return [(found.code, found.where) for found in refused.findings]
        return document.value, document.positions

    fast = read()
    monkeypatch.setattr(troth.documents.building, "_LOADER", yaml.Loader)
    assert read() == fast


def test_an_escape_that_is_no_character(monkeypatch: pytest.MonkeyPatch) -> None:
    for loader in (yaml.Loader, troth.documents.building._LOADER):
        monkeypatch.setattr(troth.documents.building, "_LOADER", loader)
        for text in (b'a: "\\ud800"', b'a: "\\UFFFFFFFF"'):
            with pytest.raises(Refused) as refused:
                parse_document(text, "x")
            assert {found.code for found in refused.value.findings} <= {"TR006", "TR007"}
