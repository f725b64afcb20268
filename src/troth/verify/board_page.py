"""The board as one page that needs nothing else: no script, no network; for a screen, a screen reader, or paper."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

from troth.findings import Finding
from troth.verify.board import WORST_FIRST, Board, Checked, Proof
from troth.verify.evidence import Evidence, Status
from troth.verify.report import Report, Speaks

BEST_FIRST = (Status.KEPT, Status.ATTESTED, Status.UNPROVED, Status.BROKEN, Status.INFORMS)

MEANS = {
    Status.BROKEN: "a check found that it is not so, or nobody has confirmed it again in time",
    Status.UNPROVED: "nothing looks at it, or something that it needs is not there yet",
    Status.ATTESTED: "somebody in the named role has confirmed it, with evidence, for a time",
    Status.KEPT: "every check that it names ran on the live database, and saw just what is promised",
    Status.INFORMS: "promises nothing that could be broken",
}


NO_PROMISES = (
    "The policy lists no promises, so no sentence of it is proved here. "
    "Write the sentences of the published policy under its key promises, each with what keeps it."
)


def page(reports: Sequence[Report]) -> str:
    """One page for the boards of some companies; reports of databases without a policy are left out."""
    told = [(report.board, report) for report in reports if report.board is not None]
    boards = [board for board, _ in told]
    one = len(boards) == 1
    title = f"{boards[0].controller}: every promise and its proof" if one else "Every promise and its proof"
    body = [
        _tag("a", "To the promises", href="#promises", class_="skip"),
        _tag("header", *(_head(title, boards) if not one else [_tag("h1", title)])),
        _tag("main", *(_company(board, report, alone=one) for board, report in told), id="promises"),
        _tag("footer", *(_tag("p", f"{status.value}: {means}.") for status, means in MEANS.items())),
    ]
    return _document(title, body)


def _document(title: str, body: Iterable[Element]) -> str:
    style = resources.files("troth.verify").joinpath("board.css").read_text(encoding="utf-8")
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{style}</style>"
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>{"".join(body)}</body></html>\n'


class Element(str):
    """Something that is marked up already. Every other text is escaped where it is put into an element."""


def _tag(name: str, *inner: str, **given: str) -> Element:
    """An element. `class_` is its class: the underscore is for Python alone."""
    said = "".join(f' {key.rstrip("_")}="{html.escape(value)}"' for key, value in given.items())
    text = "".join(part if isinstance(part, Element) else html.escape(part) for part in inner)
    return Element(f"<{name}{said}>{text}</{name}>")


# -- the whole ---------------------------------------------------------------------------------------------------------


def _head(title: str, boards: Sequence[Board]) -> Iterator[Element]:
    """All companies at a glance."""
    totals = {status: sum(board.totals[status] for board in boards) for status in WORST_FIRST}
    promises = sum(len(board.proofs) for board in boards)
    yield _tag("h1", title)
    yield _tag("p", f"{promises} promises of {len(boards)} companies, proved on their live databases", class_="meta")
    yield from _totals(totals)
    head = ["company", *(status.value for status in WORST_FIRST), "seconds", "share"]
    rows = [
        _tag("tr", *(_tag("th", name, scope="col", class_="n" if 0 < at < 7 else "") for at, name in enumerate(head)))
    ]
    for board in boards:
        numbers = [*(str(board.totals[status]) for status in WORST_FIRST), f"{board.seconds:.1f}"]
        name = _tag("a", board.controller, href=f"#{board.policy}")
        cells = [_tag("td", name), *(_tag("td", each, class_="n") for each in numbers), _tag("td", _bar(board.totals))]
        rows.append(_tag("tr", *cells))
    named = {"role": "region", "tabindex": "0", "aria-label": "All companies"}
    yield _tag("div", _tag("table", *rows, class_="all"), class_="wide", **named)


def _company(board: Board, report: Report, *, alone: bool) -> Element:
    heading = _tag("h2", "Its promises" if alone else board.controller, id=board.policy)
    said = (
        f"policy {board.policy}, version {board.version}; {len(board.proofs)} promises, proved on the live database on "
        f"{board.at:%Y-%m-%d at %H:%M %Z} in {board.seconds:.1f} seconds"
    )
    sections = board.sections()
    more = ("tensions",) if board.tensions else ()
    listed = (_tag("li", _tag("a", name, href=f"#{board.policy}-{name}")) for name in (*sections, *more))
    return _tag(
        "section",
        heading,
        _tag("p", said, class_="meta"),
        *_totals(dict(board.totals)),
        *_open(board),
        *_found(report.findings),
        _tag("nav", _tag("ul", *listed), **{"aria-label": f"Sections of {board.controller}"}),
        *(each for name, proofs in sections.items() for each in _section(board, name, proofs)),
        *_tensions(board),
        _tag("h3", "Whom this does not bind"),
        _bound(report.speaks),
    )


def _open(board: Board) -> Iterator[Element]:
    """What is broken or unproved, before everything else: each with why, and the way to it."""
    bad = [*board.of(Status.BROKEN), *board.of(Status.UNPROVED)]
    if bad:
        yield _tag("h3", "What is open")
        lines = []
        for proof in bad:
            link = _tag("a", proof.promise, href=f"#{board.policy}/{proof.promise}")
            why = "; ".join(proof.reasons())
            lines.append(_tag("li", link, f" {proof.word}: {proof.says} ", *_words(f"({why})" if why else "")))
        yield _tag("ul", *lines, class_="open")


def _found(findings: Sequence[Finding]) -> Iterator[Element]:
    """What is wrong whichever promise it touches: a page that left it out would be taken for all that there is."""
    if findings:
        yield _tag("h3", "What else was found")
        yield _tag("ul", *(_tag("li", *_words(_said(one))) for one in findings), class_="open")


def _said(finding: Finding) -> str:
    return f"{finding.level.value} {finding.code}: {finding.message}; {finding.why}"


def _totals(totals: dict[Status, int]) -> Iterator[Element]:
    if not any(totals.values()):
        yield _tag("p", NO_PROMISES)
        return
    yield _bar(totals)
    shown = (_tag("li", _tag("b", str(totals[s])), s.value, class_=s.value) for s in BEST_FIRST if totals[s])
    yield _tag("ul", *shown, class_="totals")


def _bar(totals: object) -> Element:
    assert isinstance(totals, dict)
    shown = [(status, totals[status]) for status in BEST_FIRST if totals[status]]
    said = ", ".join(f"{count} {status.value}" for status, count in shown)
    parts = (_tag("span", class_=status.value, style=f"flex: {count}") for status, count in shown)
    return _tag("div", *parts, class_="bar", role="img", **{"aria-label": said})


# -- the promises ------------------------------------------------------------------------------------------------------


def _section(board: Board, name: str, proofs: Sequence[Proof]) -> Iterator[Element]:
    yield _tag("h3", name, id=f"{board.policy}-{name}")
    yield from (_promise(proof, place=f"{board.policy}/{proof.promise}") for proof in proofs)


def _tensions(board: Board) -> Iterator[Element]:
    """Where promises pull against each other: what clashes, how it is read, who signed, what shows it."""
    if board.tensions:
        yield _tag("h3", "Where promises pull against each other", id=f"{board.policy}-tensions")
    for each in board.tensions:
        summary = _tag(
            "summary",
            _tag("span", f"{each.tension}, a {each.grade} between {', '.join(each.between)}", class_="id"),
            _tag("span", each.says, class_="says"),
            _tag("span", each.status.value, class_="badge"),
        )
        signed = f"signed by {each.signed}" if each.signed else "signed by nobody yet"
        read = _tag("p", _tag("strong", "Read so: "), f"{each.reading} ({signed})")
        inside = _tag("div", read, *map(_check, each.checks), class_="evidence")
        yield _tag("article", _tag("details", summary, inside), class_=f"promise {each.status.value}")


def _promise(proof: Proof, *, place: str) -> Element:
    summary = _tag(
        "summary",
        _tag("span", proof.promise, class_="id"),
        _tag("span", proof.says, class_="says"),
        _tag("span", proof.word, class_="badge"),
    )
    bad = proof.status in (Status.BROKEN, Status.UNPROVED)
    why = [_tag("ul", *(_tag("li", *_words(reason)) for reason in proof.reasons()), class_="why")] if bad else []
    shown = [_check(check) for check in proof.checks]
    if proof.attestation:
        shown.append(_tag("p", str(proof.attestation)))
    elif proof.attested_by:
        shown.append(_tag("p", f"to be confirmed by {proof.attested_by}"))
    inside = _tag("div", *shown, class_="evidence") if shown else _tag("p", MEANS[proof.status], class_="why")
    opened = {"open": ""} if proof.status is Status.BROKEN else {}
    said = {"class_": f"promise {proof.status.value}", "id": place}
    return _tag("article", _tag("details", summary, inside, **opened), *why, **said)


def _check(check: Checked) -> Element:
    head = ("outcome", "what was seen", "how", "count", "time")
    rows = [
        _tag(
            "tr",
            *(_tag("th", name, scope="col", class_="n" if name in head[3:] else name.split(" ")[0]) for name in head),
        )
    ]
    rows += [_evidence(each) for each in check.evidence]
    missing = [_tag("p", f"missing: {what}") for what in check.missing]
    table = [_tag("table", *rows)] if check.evidence else []
    return _tag("div", _tag("h4", f"{check.asked}: {check.status.value}"), *table, *missing)


def _evidence(each: Evidence) -> Element:
    cells = [
        _tag("td", "broken" if not each.kept else "attested" if each.by_people else "kept", class_="mark"),
        _tag("td", *_words(each.says)),
        _tag("td", _tag("code", each.how)),
        _tag("td", "" if each.count is None else f"{each.count:,}", class_="n"),
        _tag("td", f"{each.seconds * 1000:,.0f} ms", class_="n"),
    ]
    return _tag("tr", *cells, class_="yes" if each.kept else "no")


def _words(said: str) -> Iterator[str]:
    """A sentence, with the names between backticks as code."""
    for at, part in enumerate(said.split("`")):
        yield _tag("code", part) if at % 2 else part


def _bound(speaks: Speaks) -> Element:
    """Who can see more, whatever the policy says."""
    who = [
        ("owners of the tables", speaks.owners),
        ("superusers", speaks.superusers),
        ("roles with BYPASSRLS", speaks.bypass_rls),
    ]
    lines = [_tag("li", f"{what}: {', '.join(names)}") for what, names in who if names]
    lines += [_tag("li", str(line)) for line in speaks.bypass]
    holds = f"All of this holds for the database roles {', '.join(speaks.roles)}."
    return _tag("div", _tag("p", holds), _tag("ul", *lines), class_="bound")
