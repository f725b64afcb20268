# ruff: noqa: E501
"""The board as a page: all is on it, nothing of it runs or is fetched, and no text of a policy becomes markup."""

from __future__ import annotations

import io
import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from rich.console import Console

from troth.cli.demo import in_lines
from troth.findings import Finding, Place
from troth.verify.board import Attestation, Board, Checked, Proof
from troth.verify.board_page import page
from troth.verify.evidence import Evidence, Status
from troth.verify.report import BypassLine, Report, Speaks

SEEN = Evidence(
    kept=True,
    says="of `orders`, 3 rows <b>& more</b>",
    how="select count(*) from x where a < 3",
    count=3,
    seconds=0.012,
)
WRONG = Evidence(kept=False, says="<script>alert(1)</script>", how="it was tried", count=0)
SPEAKS = Speaks(
    roles=("shop_for_account",), owners=("owner",), superusers=("postgres",), bypass_rls=(),
    bypass=(BypassLine(role="bi", because="old reports", until=date(2027, 3, 1), over=False),),
)  # fmt: skip


def proof(promise: str, status: Status, *checks: Checked, **more: object) -> Proof:
    given = {"promise": promise, "section": promise.split("-")[1], "says": f"We <i>say</i> {promise}", "status": status}
    return Proof(**given, checks=checks, **more)  # type: ignore[arg-type]


def report(policy: str = "shop") -> Report:
    good = Checked(kind="access", argument="contact.*", evidence=(SEEN,))
    bad = Checked(kind="purpose", argument="account", evidence=(SEEN, WRONG))
    attested = Attestation(
        role="officer", actor="ana", evidence="report.pdf", on=date(2026, 1, 1), until=date(2026, 7, 1), over=False
    )
    proofs = (
        proof("s-intro-1", Status.INFORMS),
        proof("s-share-1", Status.KEPT, good, exceptions=3),
        proof("s-share-2", Status.BROKEN, bad),
        proof("s-walls-1", Status.ATTESTED, attested_by="officer", attestation=attested),
        proof("s-walls-2", Status.UNPROVED, attested_by="officer"),
    )
    board = Board(
        policy=policy,
        controller=f"{policy} & sons",
        version=3,
        at=datetime(2026, 11, 27, 9, tzinfo=UTC),
        proofs=proofs,
        seconds=1.25,
    )
    return Report(findings=(), speaks=SPEAKS, board=board)


class Reader(HTMLParser):
    """Checks that what is opened is closed, and notes what there is."""

    EMPTY = ("meta",)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if given.get("id") else []  # type: ignore[list-item]
        self.links += [given["href"]] if given.get("href") else []  # type: ignore[list-item]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("reports", [[report()], [report(), report("other")]], ids=["one", "two"])
def test_a_page_is_whole_and_needs_nothing(reports: list[Report]) -> None:
    text = page(reports)
    read = Reader(text)
    assert not {"script", "img", "link", "iframe"} & set(read.tags)
    assert not re.search(r"https?://|url\(|@import", text)
    assert len(read.ids) == len(set(read.ids))
    assert {link.lstrip("#") for link in read.links} <= set(read.ids)
    assert read.tags.count("article") == 5 * len(reports)
    assert read.tags.count("h1") == 1


def test_what_a_policy_says_never_becomes_markup() -> None:
    text = page([report()])
    assert "<script>" not in text and "<i>" not in text and "<b>&" not in text
    assert "We &lt;i&gt;say&lt;/i&gt; s-share-1" in text
    assert "shop &amp; sons" in text


def test_each_promise_shows_its_proof() -> None:
    text = page([report()])
    for shown in (
        "kept, except 3 recorded cases", "<code>orders</code>", "select count(*) from x where a &lt; 3", "12 ms",
        "officer (ana) confirmed it on 2026-01-01, until 2026-07-01: report.pdf", "nobody has confirmed it as officer yet",
        "bi bypasses, until 2027-03-01: old reports", "owners of the tables: owner", 'aria-label="1 kept, 1 attested',
    ):  # fmt: skip
        assert shown in text, shown
    assert text.count("<details open") == 1


def test_what_is_open_stands_before_everything_else() -> None:
    text = page([report()])
    opened = text.index('<ul class="open">')
    assert opened < text.index("<nav")
    for promise in ("s-share-2", "s-walls-2"):
        assert f'<a href="#shop/{promise}">{promise}</a>' in text[opened : text.index("<nav")]
    assert "s-share-1" not in text[opened : text.index("<nav")]


def test_what_was_found_besides_is_on_the_page_too() -> None:
    opened = Finding(
        code="TR520", message="everyone may select on `buyer`", where=Place(object="table buyer"), why="no <period> binds it",
        hint="revoke it",
    )  # fmt: skip
    text = page([replace(report(), findings=(opened,))])
    assert "error TR520: everyone may select on <code>buyer</code>; no &lt;period&gt; binds it" in text
    assert "TR520" not in page([report()])


def test_a_board_without_promises_says_so() -> None:
    given = report()
    assert given.board is not None
    text = page([replace(given, board=replace(given.board, proofs=()))])
    assert "The policy lists no promises" in text
    assert 'role="img"' not in text


@pytest.mark.parametrize("reports", [[report()], [report(), report("other")]], ids=["one", "two"])
def test_headings_go_down_step_by_step(reports: list[Report]) -> None:
    levels = [int(tag[1]) for tag in Reader(page(reports)).tags if re.fullmatch(r"h\d", tag)]
    assert levels[:1] == [1]
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), levels


def test_all_boards_together_are_no_wider_than_a_terminal() -> None:
    console = Console(width=80, file=io.StringIO(), color_system=None)
    boards = [each.board for each in (report("smartsellerhelp"), report()) if each.board is not None]
    with console.capture() as printed:
        console.print(in_lines(boards))
    assert "\u2026" not in printed.get() and all(status.value in printed.get() for status in Status)


def test_what_people_confirmed_is_not_called_kept() -> None:
    by_people = Evidence(kept=True, says="walls-1 is attested", how="its own proof", by_people=True)
    umbrella = Checked(kind="promises", argument="walls-*", evidence=(by_people,))
    given = report()
    assert given.board is not None
    board = replace(given.board, proofs=(proof("s-all-1", Status.ATTESTED, umbrella),))
    assert '<td class="mark">attested</td>' in page([replace(given, board=board)])


def test_a_report_without_a_policy_is_left_out() -> None:
    assert page([report(), Report(findings=(), speaks=SPEAKS)]) == page([report()])
