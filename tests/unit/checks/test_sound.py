"""What the checks say of two files that are sound, and that none of them is left out or can be left out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import troth.checks
from troth.checks import check_declared, checks, declare
from troth.checks.declared import Declared
from troth.documents import parse_document, read_documents
from troth.errors import Refused
from troth.findings import Finding

HERE = Path(__file__).parent


def test_nothing_is_found_in_sound_files(found: Callable[..., str]) -> None:
    assert found(notes=True) == ""


def test_every_file_of_checks_is_found() -> None:
    written = {
        path.stem
        for folder in ("policy", "tables")
        for path in (Path(troth.checks.__file__).parent / folder).glob("*.py")
        if "\nCODE = " in path.read_text("utf-8")
    }
    assert {check.__module__.rsplit(".", 1)[1] for check in checks().values()} == written
    assert len(checks()) == len(written), "two checks have one code"


@pytest.mark.parametrize("code", checks())
def test_every_check_has_a_test_that_fails_without_it(code: str) -> None:
    name = checks()[code].__module__.rsplit(".", 1)[1]
    assert f"[{code}]" in (HERE / f"test_{name}.py").read_text("utf-8")


def test_findings_come_in_the_order_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = declare(*read_documents(HERE / "policy.yaml", HERE / "tables.yaml"))

    def finding(code: str, *, in_map: bool, key: str) -> Callable[[Declared], Iterator[Finding]]:
        where = declared.in_map(key) if in_map else declared.in_policy(key)
        return lambda _: iter([Finding(code=code, message=key, where=where, why="so", hint="so")])

    made = {
        "TR901": finding("TR901", in_map=True, key="events"),
        "TR902": finding("TR902", in_map=True, key="tables"),
        "TR903": finding("TR903", in_map=False, key="promises"),
    }
    monkeypatch.setattr(troth.checks, "checks", lambda: made)
    assert [found.code for found in check_declared(declared)] == ["TR903", "TR902", "TR901"]


def test_findings_about_the_form_of_both_files_come_together() -> None:
    with pytest.raises(Refused) as refused:
        declare(parse_document(b"policy: Strings", "policy.yaml"), parse_document(b"tabels: {}", "tables.yaml"))
    assert {finding.where.file for finding in refused.value.findings} == {"policy.yaml", "tables.yaml"}
