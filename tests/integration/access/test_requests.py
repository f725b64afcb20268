"""Copies and corrections for a verified request: both are committed together, and other systems are asked too."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from integration.access.oddities import HERE, Odd
from integration.company import SECRET, Shop
from troth.cli import run
from troth.errors import Refused


def request(shop: Shop, asks: str, key: int, *, verified: bool = True) -> int:
    number = shop.troth.requests.open(asks, kind="member", key=key).id
    assert number is not None
    if verified:
        shop.troth.requests.verify(number, level="login", how="was logged in")
    return number


@pytest.mark.parametrize("asks", ["access", "port", "rectify"])
def test_a_request_moves_on_with_its_deed(shop: Shop, asks: str, tmp_path: Path) -> None:
    ana = shop.sign_up()
    person, number = shop.troth.subject("member", ana), request(shop, asks, ana)
    if asks == "rectify":
        person.rectify({"member.phone": "77"}, request=number)
    elif asks == "access":
        person.access_to(tmp_path / "copy.json", request=number)
    else:
        person.port_to(tmp_path / "copy.json", request=number)
    found = shop.troth.requests.get(number)
    assert found.carried_out_at is not None
    (told,) = person.access().standing
    assert [(one.id, one.asks, one.state) for one in told.requests] == [(number, asks, found.state)]


@pytest.mark.parametrize("asks", ["access", "port", "rectify"])
def test_no_deed_without_the_right_request(shop: Shop, asks: str, tmp_path: Path) -> None:
    ana, bo = shop.sign_up(), shop.sign_up()
    wrong = [request(shop, asks, ana, verified=False), request(shop, asks, bo), request(shop, "erase", ana), 999_999]
    person = shop.troth.subject("member", ana)
    for number in wrong:
        with pytest.raises(Refused):
            if asks == "rectify":
                person.rectify({"member.phone": "77"}, request=number)
            elif asks == "access":
                person.access_to(tmp_path / "copy.json", request=number)
            else:
                person.port(request=number)
    assert person.history() == () and list(tmp_path.iterdir()) == []
    assert shop.owner.execute("select phone from member where member_id = %s", [ana]).fetchone() == ("1",)


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def troth(odd: Odd, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """The command on the odd company, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TROTH_SECRET", SECRET)
    monkeypatch.setenv("TROTH_DATABASE", odd.database.url)
    monkeypatch.setenv("TROTH_POLICY", str(HERE / "privacy"))
    return lambda *words: run([str(word) for word in words])


def test_the_command_hands_out_copies(
    odd: Odd, somebody, troth, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    one = somebody(name="Ana", email="command@example.org")
    why = ("--without-request", "--because", "asked in the shop")
    for verb in ("access", "port"):
        assert troth(verb, "person", one, "--to", f"{verb}.json") == 1
        assert "[TR757]" in capsys.readouterr().err and not Path(f"{verb}.json").exists()
        assert troth(verb, "person", one, "--to", f"{verb}.json", *why, "--format", "json") == 0
        assert json.loads(capsys.readouterr().out) == {
            "path": f"{verb}.json", "form": "json", "tables": 1, "rows": 1,
        }  # fmt: skip
        assert troth(verb, "person", one, "--to", f"{verb}.json", *why) == 1
        assert "[TR752]" in capsys.readouterr().err
        assert troth(verb, "person", one, "--to", f"{verb}.json", *why, "--yes") == 0
        assert "1 rows of 1 tables" in capsys.readouterr().out
    assert troth("find", "COMMAND@example.org") == 0
    assert f"person {one}: person.email (contact.email), in another spelling" in capsys.readouterr().out
    assert troth("find", "nobody@example.org") == 2
    assert troth("find", "--category", "identity", "ana", "--format", "json") == 0
    assert "command@" not in capsys.readouterr().out


def test_the_command_corrects(
    odd: Odd, somebody, troth, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    one = somebody(name="Anna", email="anna@example.org")
    why = ("--without-request", "--because", "a letter")
    doubted = odd.troth.subject("person", one).restrict("accuracy").id
    assert troth("rectify", "person", one, "person.name=Ana") == 1
    assert "[TR757]" in capsys.readouterr().err
    assert troth("rectify", "person", one, *why) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert troth("rectify", "person", one, "person.name=Ana", *why) == 1
    assert odd.owner.execute("select name from person where person_id = %s", [one]).fetchone() == ("Anna",)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\nn\n"))
    assert troth("rectify", "person", one, "person.name=Ana", "--clear", "person.email", *why) == 0
    said = capsys.readouterr().out
    assert "person.name" in said and f"restriction {doubted} still stands" in said
    row = odd.owner.execute("select name, email from person where person_id = %s", [one]).fetchone()
    assert row == ("Ana", None)
    assert troth("rectify", "person", one, "person.name=Ana", *why, "--yes") == 0
    assert "is so already" in capsys.readouterr().out
    assert troth("rectify", "person", one, "person.name=Any", *why, "--yes", "--lift") == 0
    assert odd.troth.subject("person", one).standing().restrictions == ()
    assert troth("rectify", "person", one, "person.born=soon", *why, "--yes") == 1
    assert "[TR759]" in capsys.readouterr().err


def test_the_command_knows_one_human_under_two_keys(
    odd: Odd, somebody, troth, capsys: pytest.CaptureFixture[str]
) -> None:  # type: ignore[no-untyped-def]
    one = somebody(email="both@example.org")
    (two,) = odd.owner.execute(
        "insert into subscriber (email) values ('both@example.org') returning subscriber_id"
    ).fetchone() or (0,)
    assert troth("same", "person", one) == 0
    assert f"alike: subscriber {two}" in capsys.readouterr().out
    assert troth("same", "person", one, "subscriber", two, "--yes") == 0
    assert "are one human" in capsys.readouterr().out
    assert troth("same", "person", one) == 0
    assert f"confirmed: subscriber {two}" in capsys.readouterr().out
    to = ("--to", "both.json", "--same-person", "--without-request", "--because", "x")
    assert troth("access", "person", one, *to) == 0
    assert [told["kind"] for told in json.loads(Path("both.json").read_text())["people"]] == ["person", "subscriber"]
    odd.troth.subject("subscriber", two).consent("letters")
    assert troth("object", "person", one, "letters", "--same-person", "--because", "no more") == 0
    assert capsys.readouterr().out.count("objects to direct marketing") == 2
    assert odd.troth.subject("subscriber", two).standing().consents == {}
    assert troth("same", "person", one, "subscriber", two, "--undo") == 0
    assert "are two people again" in capsys.readouterr().out
