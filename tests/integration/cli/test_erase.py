"""The command erases on somebody's word alone, shows its plan, asks; and says how the journal stands."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from integration.company import Command, Shop


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    both = capsys.readouterr()
    return both.out + both.err


WORD = ("--without-request", "--because", "asked in person")


def bought(shop: Shop) -> int:
    member = shop.sign_up()
    shop.order(member)
    shop.owner.execute("update orders set placed_at = now() - interval '800 days' where buyer_id = %s", [member])
    return member


@pytest.mark.parametrize("word", [(), ("--without-request",), ("--because", "she asked")])
def test_nobody_is_erased_on_nobodys_word(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str], word: tuple[str, ...]
) -> None:
    member = bought(shop)
    assert troth("erase", "member", member, "--yes", *word) == 1
    assert "TR733" in printed(capsys)
    assert shop.sees("account", member)


def test_the_plan_alone_needs_nobodys_word_and_erases_nothing(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    member = bought(shop)
    assert troth("erase", "member", member, "--plan") == 2
    assert f"erase member {member}" in printed(capsys)
    assert troth("erase", "member", member, "--plan", "--format", "json") == 2
    assert json.loads(printed(capsys))["key"] == [member]
    assert shop.sees("account", member)


def test_the_plan_is_shown_and_asked_about(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    member = bought(shop)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert troth("erase", "member", member, *WORD) == 1
    said = printed(capsys)
    assert f"erase member {member}" in said and "blank  member.phone in 1 row" in said and "bookkeeping" in said
    assert shop.sees("account", member)
    assert troth("erase", "member", member, *WORD, "--yes") == 0
    assert "blanked member.phone in 1 row" in printed(capsys)
    assert not shop.sees("account", member)
    assert troth("erase", "member", member, *WORD, "--yes") == 0
    assert f"member {member}: nothing was left" in printed(capsys)


def test_a_part_as_json(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    member = bought(shop)
    arguments = ("--category", "contact.phone", *WORD, "--yes", "--format", "json", "--actor", "ana")
    assert troth("erase", "member", member, *arguments) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert receipt["cells"] == {"member.phone": 1} and receipt["categories"] == ["contact.phone"]
    assert receipt["changed"] and not receipt["ends"]


def test_a_verified_request_is_carried_out_by_it(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    member, other = bought(shop), bought(shop)
    requests = shop.troth.requests
    number = requests.open("erase", kind="member", key=member).id
    assert troth("erase", "member", member, "--request", number, "--yes") == 1
    assert "TR761" in printed(capsys)
    requests.verify(number, level="login", how="logged in")
    assert troth("erase", "member", other, "--request", number, "--yes") == 1
    assert "TR763" in printed(capsys)
    assert shop.sees("account", member) and shop.sees("account", other)
    assert troth("erase", "member", member, "--request", number, "--yes") == 0
    assert requests.get(number).carried_out_at is not None
    assert not shop.sees("account", member) and shop.sees("account", other)


def test_how_the_journal_stands(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    shop.troth.subject("member", shop.sign_up()).consent("newsletter")
    assert troth("journal", "status") == 0
    assert "forgotten here: 0" in printed(capsys)
    assert troth("replay", "--yes") == 0
    assert "has forgotten nothing" in printed(capsys)
    shop.chief.execute("delete from troth.journal_mark where first > 0")
    assert troth("journal", "status", "--format", "json") == 2
    assert json.loads(capsys.readouterr().out)["findings"][0]["code"] == "TR744"
    assert troth("apply", "--yes") == 1
    assert "TR744" in printed(capsys)
    assert troth("apply", "--yes", "--open-before-replay") == 0
    assert troth("verify") == 2
    assert "TR744" in printed(capsys)
    assert troth("replay", "--yes", "--format", "json") == 0
    capsys.readouterr()
    assert troth("journal", "status") == 0


def test_another_journal_is_adopted(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    member = shop.sign_up()
    shop.troth.subject("member", member).consent("newsletter")
    new = ("--journal", tmp_path / "new")
    assert troth("withdraw", "member", member, "newsletter", *new) == 1
    assert "TR743" in printed(capsys)
    assert troth("journal", "adopt", "--yes", *new) == 0
    assert troth("withdraw", "member", member, "newsletter", *new) == 0
    assert troth("journal", "adopt", "--yes") == 0


def test_windows_are_shut_and_opened(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert troth("close", "--yes") == 0
    assert "windows are shut" in printed(capsys)
    assert troth("plan") == 2
    assert troth("open") == 0
    assert "windows are open again" in printed(capsys)
    capsys.readouterr()
    assert troth("plan") == 0
