"""Every finding about reading a file says why it matters and what to do."""

from pathlib import Path

import pytest

from troth.documents import read_document
from troth.errors import Refused

SPOILED = {
    "TR003": b"",
    "TR004": b"#" * 1_000_001,
    "TR005": b"\xff",
    "TR006": b"a: \x00",
    "TR007": b"a: [",
    "TR008": b"a: b\n---\nc: d",
    "TR009": b"a: b\na: c",
    "TR010": b"a: &b c",
    "TR011": b"a: !b c",
    "TR012": b"<<: {a: b}",
    "TR013": b"1: a",
    "TR014": b"[" * 41,
    "TR015": b"- 1\n" * 100_001,
}


@pytest.mark.parametrize("code", ["TR001", "TR002", *SPOILED])
def test_a_finding_can_be_acted_on(code: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    if code == "TR002":
        path.mkdir()
    elif code in SPOILED:
        path.write_bytes(SPOILED[code])
    with pytest.raises(Refused) as refused:
        read_document(path)
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.message
    assert finding.why
    assert finding.hint
    assert finding.where.file == str(path)
