"""The verbs of collecting: what each prints, and the code it leaves with."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from integration.collecting.conftest import Club
from opening import SECRET
from troth.cli import run

Verb = Callable[..., int]


@pytest.fixture
def verb(club: Club, monkeypatch: pytest.MonkeyPatch) -> Verb:
    monkeypatch.setenv("TROTH_SECRET", SECRET)
    monkeypatch.setenv("TROTH_DATABASE", club.troth.database)
    monkeypatch.setenv("TROTH_POLICY", str(club.folder))
    return lambda *arguments: run([str(argument) for argument in arguments])


def test_agreements_and_confirmations(club: Club, verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    member = club.join()
    assert verb("agree", "member", member, "terms", "--version", 2, "--evidence", "form=joining") == 0
    assert verb("agree", "member", member, "terms") == 0
    assert verb("disagree", "member", member, "terms", "--because", "too long") == 0
    assert verb("consent", "member", member, "letter") == 0
    assert verb("confirm", "member", member, "letter", "--evidence", "link=clicked") == 0
    assert verb("notified", "member", member, "--version", 1) == 0
    said = capsys.readouterr().out
    for line in (
        f"member {member} agrees to terms, version 2",
        f"member {member} agrees to terms, version 3",
        f"member {member} does not agree to terms",
        f"member {member} has confirmed the consent to letter",
        f"member {member} was told of version 1 of the policy",
    ):
        assert line in said


def test_a_refusal_leaves_with_1(club: Club, verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    member = club.join()
    for arguments, code in (
        (("agree", "member", member, "term"), "TR660"),
        (("confirm", "member", member, "letter"), "TR662"),
        (("approve", "member", member, "letter", "--role", "board", "--because", "x"), "TR663"),
        (("disapprove", "member", member, "letter", "--role", "board", "--because", "x"), "TR663"),
        (("notice", "nothing"), "TR666"),
        (("notice", "joining", "--case", "plan=iron"), "TR667"),
    ):
        assert verb(*arguments) == 1
        assert f"[{code}]" in capsys.readouterr().err


def test_too_young_without_a_guardian(club: Club, verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    member = club.join(born="2012-01-01")
    assert verb("consent", "member", member, "letter") == 1
    assert "[TR664]" in capsys.readouterr().err
    assert verb("consent", "member", member, "letter", "--guardian", "Eva") == 0


def test_a_child_is_found_and_was_none(club: Club, verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    member = club.join()
    assert verb("child-found", "member", member, "--because", "a letter", "--yes") == 0
    assert "closed to sign_up, care, service, letter, invite, survey" in capsys.readouterr().out
    assert not club.sees("care", member)
    assert verb("child-found", "member", member, "--because", "another", "--mistaken") == 0
    assert club.sees("care", member)


def test_the_notice_in_every_form(club: Club, verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    assert verb("notice", "joining", "--case", "plan=gold") == 0
    assert "Join the club (plan gold)" in capsys.readouterr().out
    assert verb("notice", "joining", "--case", "plan=gold", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["at"] == {"plan": "gold"}
    assert verb("notice", "joining", "--case", "plan=gold", "--format", "html") == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")
