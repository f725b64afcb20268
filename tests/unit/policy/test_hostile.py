"""Whatever bytes a file holds: it is read or refused with findings, in bounded time, and nothing else happens."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from troth.checks import check_declared, declare
from troth.documents import parse_document
from troth.errors import Refused
from troth.policy import parse_policy
from troth.tables import parse_tables

SOUND = Path(__file__).parents[1] / "checks"
POLICY, TABLES = (SOUND / "policy.yaml").read_text("utf-8"), (SOUND / "tables.yaml").read_text("utf-8")
READERS: list[Callable[[bytes], object]] = [parse_policy, parse_tables]

few = settings(max_examples=80, deadline=5000, suppress_health_check=[HealthCheck.too_slow])


def read_or_refused(text: bytes) -> None:
    for reader in READERS:
        try:
            reader(text)
        except Refused as refused:
            assert refused.findings
            for finding in refused.findings:
                assert finding.where.file
                assert all(line.isprintable() for line in str(finding).split("\n")), str(finding)
                assert len(str(finding)) < 3000
                str(finding).encode()


@few
@given(st.binary(max_size=300))
def test_bytes(text: bytes) -> None:
    read_or_refused(text)


@few
@given(st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@,? \n\t\\0x~<.é\u2028\ud800"), max_size=80))
def test_signs_that_yaml_reads(text: str) -> None:
    read_or_refused(text.encode("utf-8", "surrogatepass"))


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
words = st.sampled_from(
    "says basis uses keep kept_by receives erase owners columns subject plain member holds of set to when".split()  # noqa: SIM905
)
structures: st.SearchStrategy[Any] = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@few
@given(
    st.sampled_from(
        ["policy", "purposes", "recipients", "promises", "categories", "tables", "events", "links", "bypass"]
    ),
    st.dictionaries(words | st.text(max_size=4), structures, max_size=3) | structures,
)
def test_structures(key: str, value: Any) -> None:
    read_or_refused(json.dumps({key: value}).encode())


@few
@given(st.data())
def test_sound_files_with_one_line_spoiled(data: st.DataObject) -> None:
    """What still loads is checked too: no check may stumble over what the models let through."""
    texts = []
    for text in (POLICY, TABLES):
        lines = text.splitlines()
        at = data.draw(st.integers(0, len(lines) - 1))
        name, colon, value = lines[at].partition(": ")
        other = data.draw(st.sampled_from(lines)).partition(": ")[2]
        lines[at] = data.draw(st.sampled_from([name + colon + other, name + colon, "", lines[at] + ", x", value]))
        texts.append("\n".join(lines).encode())
    try:
        declared = declare(parse_document(texts[0], "policy.yaml"), parse_document(texts[1], "tables.yaml"))
    except Refused:
        return
    for finding in check_declared(declared):
        assert finding.where.line


@pytest.mark.parametrize(
    "text",
    [
        b"purposes: {" + b", ".join(b"p%d: {says: x, basis: y, kep: z}" % n for n in range(20_000)) + b"}",
        b"tables: {" + b", ".join(b"t%d: {ownerz: x}" % n for n in range(30_000)) + b"}",
        b"purposes: {a: {uses: [" + b"x," * 90_000 + b"]}}",
        b"polici" + b"y" * 900_000 + b": x",
        b"policy: " + b"(" * 900_000,
        b"purposes: {a: {keep: " + b"1 days after " + b"a or " * 150_000 + b"b}}",
        b"tables: {t: {owners: {o: {m: " + b"a > " * 200_000 + b"}}}}",
        b'a: "' + b"\\" * 900_000 + b'"',
        b"a: " + b"9" * 900_000,
        b"a:\n" + b" " * 900_000 + b"b",
        b"? " * 300_000,
        b"a: [" + b"{" * 30 + b"}, " * 100_000,
    ],
    ids=lambda text: text[:16].decode(),
)
def test_large_files_take_bounded_time(text: bytes) -> None:
    started = time.process_time()
    read_or_refused(text)
    assert time.process_time() - started < 8
