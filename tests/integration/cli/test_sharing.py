"""The verbs of what leaves: what each prints, asks, and leaves with."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import Server
from integration.company import Command, Shop, opened_shop

PURPOSES: dict[str, dict[str, Any]] = {
    "disputes": {"says": "Settle disputes", "basis": "legitimate_interest", "interest": "to settle disputes",
                 "uses": ["order", "identity.name"], "keep": "nothing", "open_per": "an order"},
}  # fmt: skip
RECIPIENTS: dict[str, dict[str, Any]] = {
    "group": {"role": "controller", "country": "DE", "receives": ["identity.name"], "for": "account",
              "needs": [{"approval": "legal_team"}], "overrides": ["court_order"]},
    "new_owner": {"role": "controller", "country": "DE", "receives": ["identity.name"], "for": "account",
                  "transfer": {"needs": "notice"}},
    "institute": {"role": "processor", "country": "DE", "receives": ["order"], "for": "fulfilment",
                  "keys": "pseudonym", "agreement": {"signed": "2026-01-01"}},
    "my_data": {"role": "subject", "country": "DE", "as": "self", "about": ["member", "buyer"], "for": "account",
                "receives": ["identity.name"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder, cases = tmp_path_factory.mktemp("shop"), {"cases": {"an order": "orders"}}
    with opened_shop(server, folder, purposes=PURPOSES, recipients=RECIPIENTS, tables=cases) as opened:
        yield opened


def test_a_release_shows_its_plan_asks_and_tells(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = shop.sign_up()
    order = shop.order(buyer)
    said = ["disclose", "carrier", "--subject", f"member:{buyer}", "--row", f"orders:{order}", "--because", "a parcel"]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert troth(*said, "--to", "out.json") == 1 and not Path("out.json").exists()
    assert "of 1 member, in 2 rows" in capsys.readouterr().out
    assert troth(*said, "--to", "out.json", "--yes", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["plan"]["people"] == told["people"] == 1 and told["file"] == "out.json"
    assert json.loads(Path("out.json").read_text())["disclosure"] == told["disclosure"]


@pytest.mark.parametrize("wrong", [["--subject", "member"], ["--row", "orders"], ["--subject", ":7"]])
def test_what_is_written_wrongly_could_not_finish(troth: Command, wrong: list[str]) -> None:
    assert troth("disclose", "carrier", *wrong, "--because", "x", "--to", "out.json", "--yes") == 1


def test_counts_by_the_command(troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["disclose", "advertiser", "--aggregate", "advert_views", "--because", "their advert", "--to"]
    assert troth(*said, "counts.json", "--yes") == 0 and "to advertiser: 0 rows" in capsys.readouterr().out
    assert troth(*said, "again.json", "--yes", "--period", "2026-01-01") == 1
    assert "[TR793]" in capsys.readouterr().err


def test_an_approval_or_an_override_opens_a_lock(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = shop.sign_up(), shop.sign_up()
    release = lambda member, *more: troth("disclose", "group", "--subject", f"member:{member}", "--because", "x",  # noqa: E731
                                          "--to", f"{member}.json", "--yes", *more)  # fmt: skip
    assert release(first) == 1 and "[TR785]" in capsys.readouterr().err
    assert troth("approve-release", "group", "--as", "legal_team", "--subject", f"member:{first}", "--because", "x",
                 "--until", "2030-01-01") == 0  # fmt: skip
    assert "legal_team approves releases to group of 1 person" in capsys.readouterr().out
    assert release(first) == 0
    assert release(second, "--override", "court_order") == 1 and "[TR786]" in capsys.readouterr().err
    assert release(second, "--override", "court_order", "--reference", "7 C 12/26") == 0
    assert "in spite of no approval: legal_team of 1 person: court_order (7 C 12/26)" in capsys.readouterr().out


def test_a_transfer_by_the_command(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    member = shop.sign_up()
    assert troth("transfer", "tell", "new_owner", "--all", "--how", "a mail") == 0
    assert troth("transfer", "object", "new_owner", "--subject", f"member:{member}", "--says", "a mail") == 0
    assert "1 person objecting to the transfer to new_owner" in capsys.readouterr().out
    assert troth("transfer", "plan", "new_owner", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["left_out"] == {"leave: they object": 1} and told["left_behind"]["member"] >= 1
    assert troth("transfer", "agree", "new_owner", "--subject", f"member:{member}", "--says", "a call") == 0
    assert troth("transfer", "plan", "new_owner") == 0 and "stay behind" in capsys.readouterr().out


def test_a_ticket_is_printed_and_good(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    member = shop.sign_up()
    assert troth("ticket", "my_data", "member", member, "--minutes", "1") == 0
    with shop.troth.viewing("my_data", capsys.readouterr().out.strip()) as db:
        assert db.execute("select full_name from member").fetchall() == [(f"Member {member}",)]
    assert troth("ticket", "carrier", "member", member) == 1 and "[TR794]" in capsys.readouterr().err


def test_a_case_is_opened(shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]) -> None:
    order = shop.order(shop.sign_up())
    assert troth("open-case", "disputes", order, "--because", "a letter") == 0
    assert f"an order {order} is open for disputes as k7tracks_for_disputes, for 8 hours" in capsys.readouterr().out
    assert troth("open-case", "disputes", 10**9, "--because", "a letter") == 1


def test_pseudonyms_are_shown_asked_for_and_renewed(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def secret() -> Any:
        return shop.chief.execute("select * from troth.pseudonym_key where name = 'recipient institute'").fetchone()

    before, said = secret(), ["renew-pseudonyms", "recipient institute"]
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert troth(*said) == 1 and troth(*said, "--plan") == 2 and secret() == before
    assert "  orders: order_id, buyer_id, seller_id" in capsys.readouterr().out
    assert troth(*said, "--yes", "--actor", "Ada", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["renewed"] is True and told["columns"]["orders"] == ["order_id", "buyer_id", "seller_id"]
    entry = shop.owner.execute(
        "select entry from troth.ledger_entry where entry like '%pseudonyms renewed%'"
    ).fetchone()
    assert secret() != before and entry is not None and '"actor":"Ada"' in entry[0]
    assert troth("renew-pseudonyms", "fulfilment", "--yes") == 1 and "[TR515]" in capsys.readouterr().err
