"""The command for requests: what each verb prints, and the code it leaves with."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from integration.company import Command, Shop


def test_a_request_from_mail_to_closing(
    shop: Shop, troth: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = shop.sign_up()
    assert troth("request", "open", "access", "member", ana, "--evidence", "ticket=4711", "--format", "json") == 0
    number = json.loads(capsys.readouterr().out)["id"]
    (tmp_path / "copy.zip").write_bytes(b"a copy")
    for words, said in (
        (("ask-identity", number, "--because", "an unknown address"), "identity asked"),
        (("verify", number, "--level", "contact", "--how", "answered the code"), "database has for them"),
        (("start", number), "in progress"),
        (("wait", number, "--because", "the archive is asked"), "the archive is asked"),
        (("extend", number, "--because", "ten years of records", "--told", "by mail"), "due on"),
        (("carry-out", number, "--did", "copied by the archive"), "copied by the archive"),
        (("answer", number, "--told", "by mail", "--file", tmp_path / "copy.zip"), "granted"),
        (("show", number), "next: close"),
        (("close", number), "closed"),
    ):
        assert troth("request", *words) == 0, (words, capsys.readouterr().err)
        assert said in capsys.readouterr().out, words
    assert troth("request", "show", number, "--format", "json") == 0
    shown = json.loads(capsys.readouterr().out)
    digest = hashlib.sha256(b"a copy").hexdigest()
    assert shown["request"]["answer"]["digest"] == digest
    assert [step["verb"] for step in shown["steps"]][-1] == "close"


def test_an_overdue_request_makes_the_list_leave_with_2(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = shop.sign_up()
    assert troth("request", "list") == 0
    assert "0 of them overdue" in capsys.readouterr().out
    assert troth("request", "open", "erase", "member", ana, "--received", "2026-01-31") == 0
    assert "OVERDUE since 2026-02-28" in capsys.readouterr().out
    assert troth("request", "list") == 2
    first, *_, last = capsys.readouterr().out.splitlines()
    assert "OVERDUE" in first and "1 of them overdue" in last
    assert troth("request", "list", "member", ana, "--format", "json") == 2
    listed = json.loads(capsys.readouterr().out)
    assert (listed["overdue"], len(listed["requests"])) == (1, 1)
    number = listed["requests"][0]["id"]
    assert troth("request", "refuse", number, "--ground", "no", "--because", "x", "--told", "x") == 1
    assert "[TR764]" in capsys.readouterr().err
    refusal = ("--ground", "not_identified", "--because", "no answer to two letters", "--told", "by letter")
    assert troth("request", "refuse", number, *refusal) == 0
    assert troth("request", "list") == 0


def test_the_same_request_is_named_and_a_retry_is_no_other(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    ana = shop.sign_up()
    opening = ("request", "open", "withdraw", "member", ana, "--purpose", "newsletter")
    assert troth(*opening, "--retry-key", f"form-{ana}") == 0
    assert "verified" in capsys.readouterr().out
    assert troth(*opening, "--retry-key", f"form-{ana}") == 0
    assert "opened before" in capsys.readouterr().out
    assert troth(*opening) == 0
    assert "open already" in capsys.readouterr().out


def test_the_address_of_somebody_unknown_may_come_from_standard_input(
    shop: Shop, troth: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("who@example.org\n"))
    assert troth("request", "open", "access", "--contact", "-") == 0
    assert "somebody not known yet" in capsys.readouterr().out
    assert troth("request", "open", "access", "--contact", "WHO@example.org") == 0
    assert "open already" in capsys.readouterr().out
