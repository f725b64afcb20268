"""`troth verify` and `troth attest`, as they are typed: text, JSON, JUnit and a page; and what they leave with."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from integration.company import SECRET, Shop
from troth.cli import run

LEAK = "create role snoop; grant select on member to snoop"
MENDED = "revoke all on member from snoop; drop role snoop"


def troth(shop: Shop, *arguments: str) -> int:
    return run([*arguments, "--policy", str(shop.folder), "--database", shop.database.url])


def test_the_board_in_the_terminal(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth(shop, "verify") == 0
    printed = capsys.readouterr().out
    assert "k7tracks, version 3: 4 promises: 1 unproved, 2 kept, 1 informs" in printed
    assert "nobody has confirmed it as security_officer yet: troth attest k7-audits-1" in printed
    assert "This holds for the roles k7tracks_for_account" in printed


def test_json_has_the_evidence(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth(shop, "verify", "--format", "json") == 0
    board = json.loads(capsys.readouterr().out)["board"]
    assert board["totals"] == {"broken": 0, "unproved": 1, "attested": 0, "kept": 2, "informs": 1}
    (kept,) = [each for each in board["promises"] if each["promise"] == "k7-marketing-2"]
    assert kept["checks"][0]["check"] == "withdrawal: newsletter"
    assert all(each["kept"] and each["how"] for each in kept["checks"][0]["evidence"])


def test_what_is_broken_is_a_failure_and_what_is_unproved_is_skipped(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.chief.execute(LEAK)
    try:
        assert troth(shop, "verify", "--format", "junit") == 2
    finally:
        shop.chief.execute(MENDED)
    suite = ElementTree.fromstring(capsys.readouterr().out)
    found = {case.get("name", ""): [child.tag for child in case] for case in suite}
    assert found["k7-protect-5: Only authorised staff can reach personal data."] == ["failure"]
    assert found["k7-audits-1: We review our security regularly."] == ["skipped"]
    assert found["k7-marketing-2: You can leave marketing e-mails at any time."] == []
    assert suite.get("tests") == str(len(found))
    assert int(suite.get("failures", "0")) == sum(tags == ["failure"] for tags in found.values()) >= 2


def test_a_page_of_its_own(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth(shop, "verify", "--html", str(tmp_path / "board.html")) == 0
    text = (tmp_path / "board.html").read_text("utf-8")
    assert text.startswith("<!doctype html>") and "k7-marketing-2" in text


def test_attest_is_typed(shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROTH_SECRET", SECRET)
    assert troth(shop, "attest", "k7-audits-1", "--role", "intern", "--evidence", "words") == 1
    assert "TR542" in capsys.readouterr().err
    assert (
        troth(shop, "attest", "k7-audits-1", "--role", "security_officer", "--evidence", "words", "--actor", "ana") == 0
    )
    assert capsys.readouterr().out.startswith("k7-audits-1 is confirmed by security_officer until 20")
    assert troth(shop, "verify") == 0
    assert "1 attested" in capsys.readouterr().out
