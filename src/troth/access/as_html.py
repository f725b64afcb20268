"""A copy as one page for people: what is held about you, why, who got it, until when, and what you can do about it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from troth.access.copy import (
    About,
    AboutAccess,
    ColumnTold,
    ControllerTold,
    ElsewhereTold,
    KeptTold,
    RecipientTold,
    StandingTold,
    TableCopy,
)
from troth.access.reading import TableReading, Tables
from troth.explain import page
from troth.explain.page import in_words

SOURCES = {
    "person": "from you",
    "observed": "observed of you",
    "another": "from somebody else",
    "bought": "bought",
    "derived": "worked out from other data",
}

_SECTIONS = (
    ("controller", "Who is responsible"),
    ("purposes", "What your data is used for"),
    ("recipients", "Who gets your data"),
    ("automated", "Decisions by machines"),
    ("rights", "What you can do"),
    ("standing", "What you said, and what holds for you"),
    ("data", "Your data"),
)


def write_html(file: TextIO, about: About, tables: Tables) -> None:
    """Write the page; the tables are gone through once."""
    name = about.controller.name
    title = f"What {name} holds about you" if isinstance(about, AboutAccess) else f"What you provided to {name}"
    file.write(page.begin(title))
    file.writelines(_top(title, about))
    if isinstance(about, AboutAccess):
        file.writelines(page.contents(_SECTIONS))
        file.write('<main id="main">\n')
        file.writelines(_information(about))
    else:
        file.write('<main id="main">\n')
    says = {one.category: one.says for one in about.categories} if isinstance(about, AboutAccess) else {}
    file.write(page.heading(2, "Your data", place="data"))
    for number, table in enumerate(tables):
        file.writelines(_table(number, table, says, about))
    file.write("</main>\n")
    file.write(page.end())


def _top(title: str, about: About) -> Iterator[str]:
    yield "<header>\n"
    yield page.heading(1, title)
    for one in about.people:
        yield page.paragraph(f"For {one.kind} {in_words(one.key)}. {one.says}")
    made, policy = about.made_at.isoformat(), about.policy
    yield page.paragraph(
        f"Made on {in_words(made)}, under version {policy.version} of the policy, in effect since {policy.effective}.",
        soft=True,
    )
    yield "</header>\n"


def _information(about: AboutAccess) -> Iterator[str]:
    titles = dict(_SECTIONS)
    parts: Mapping[str, Iterable[str]] = {
        "controller": page.described(_controller(about.controller)),
        "purposes": _purposes(about),
        "recipients": _recipients(about),
        "automated": _automated(about),
        "rights": page.described((f"{one.right} ({one.article})", (one.says,)) for one in about.rights),
        "standing": (line for standing in about.standing for line in _standing(about, standing)),
    }
    for place, part in parts.items():
        yield f'<section aria-labelledby="{place}">\n'
        yield page.heading(2, titles[place], place=place)
        yield from part
        yield "</section>\n"


def _controller(told: ControllerTold) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Controller", (f"{told.name}, {told.country}", told.contact)
    named = {
        "Data-protection officer": told.dpo,
        "Representative in the Union": told.representative,
        "Supervisory authority": told.authority,
    }
    yield from ((name, (said,)) for name, said in named.items() if said)


def _purposes(about: AboutAccess) -> Iterator[str]:
    says = {one.category: one.says for one in about.categories}
    for one in about.purposes:
        yield page.heading(3, f"{one.says} ({one.purpose})")
        uses = [("Uses", (", ".join(says.get(name, name) for name in one.categories),))] if one.categories else []
        yield from page.described([("Ground", (one.ground,)), *uses, ("Now", (one.stands,)), ("Kept", (one.kept,))])
    if about.holds:
        yield page.heading(3, "What may keep data longer")
        yield from page.listed(f"{one.says} ({one.ground}): while {one.condition}" for one in about.holds)


def _recipients(about: AboutAccess) -> Iterator[str]:
    told = [one for standing in about.standing for one in standing.disclosures]
    given = [[one.at.isoformat(), one.recipient, one.purpose, one.categories] for one in told]
    yield page.heading(3, "Who was given your data")
    if given:
        columns = [("when", ()), ("who", ()), ("what for", ()), ("what", ())]
        yield from page.table("given", "Each time that data of yours was released", columns, given)
    else:
        yield page.paragraph("No release of your data is recorded.")
    yield page.heading(3, "Who could be given your data")
    if not about.recipients:
        yield page.paragraph("Nobody.")
    yield from page.described(
        (f"{one.says} ({one.recipient})", tuple(_recipient(one, about))) for one in about.recipients
    )
    if about.elsewhere:
        yield page.heading(3, "Where else your data lies")
        yield from page.described((one.says or one.system, tuple(_elsewhere(one))) for one in about.elsewhere)


def _recipient(one: RecipientTold, about: AboutAccess) -> Iterator[str]:
    says = {entry.category: entry.says for entry in about.categories}
    yield f"{one.role}, {one.country}, {one.ends}"
    what = (
        "counts of people, never single ones"
        if one.counts_only
        else in_words([says.get(name, name) for name in one.receives])
    )
    yield what + (f", for {one.purpose}" if one.purpose else "")
    if one.safeguard:
        ends = f", until {one.safeguard.expires}" if one.safeguard.expires else ""
        yield f"protected by {one.safeguard.kind}{ends}"


def _elsewhere(one: ElsewhereTold) -> Iterator[str]:
    yield "What it holds is not in this copy" + (f": {in_words(one.holds)}" if one.holds else "")
    if one.asked:
        yield f"It was asked for it, and answers within {one.within}"
    if one.gone_after:
        yield f"What is erased is gone there after {one.gone_after}"


def _automated(about: AboutAccess) -> Iterator[str]:
    if not about.automated:
        yield page.paragraph("No decision about you is taken by a machine alone.")
    yield from page.described(
        (one.purpose, (one.logic, f"Reviewed when you ask by: {one.review_by}")) for one in about.automated
    )


def _standing(about: AboutAccess, told: StandingTold) -> Iterator[str]:
    if len(about.people) > 1:
        person = about.people[told.person]
        yield page.heading(3, f"As {person.kind} {in_words(person.key)}")
    lines = [f"You agreed to {one.purpose} on {in_words(one.since.isoformat())}." for one in told.consents]
    lines += [f"{one.what}, version {one.version}, since {in_words(one.since.isoformat())}." for one in told.agreements]
    lines += [f"{name} has ended for you." for name in told.ended]
    lines += [f"You object to {name}; this is being answered." for name in told.objections]
    for one in told.restrictions:
        until = f", until {in_words(one.until.isoformat())}" if one.until else ""
        lines.append(f"Restricted ({one.ground}): {in_words(one.reach) or 'everything'}{until}.")
    for held in told.holds:
        review = f", looked at again on {held.review_on}" if held.review_on else ""
        lines.append(f"Held ({held.ground}): {in_words(held.keeps)}, because: {held.because}{review}.")
    yield from page.listed(lines or ["Nothing was said that changes what your data is used for."])
    said = [[one.at.isoformat(), one.word, one.purpose, one.detail] for one in told.history]
    columns = [("when", ()), ("word", ()), ("purpose", ()), ("detail", ())]
    if said:
        yield from page.table(f"history{told.person}", "Everything that was said", columns, said)
    if told.requests:
        asked = [[one.received.isoformat(), one.asks, one.state.replace("_", " ")] for one in told.requests]
        columns = [("when", ()), ("asked for", ()), ("state", ())]
        yield from page.table(f"requests{told.person}", "Your requests", columns, asked)
    for remark in told.remarks:
        where = f"{remark.table} {in_words(remark.row)}, {remark.column}"
        yield page.paragraph(f"Beside {where} stands: {in_words(remark.says)}")


# -- the rows ----------------------------------------------------------------------------------------------------------


def _table(number: int, table: TableReading | TableCopy, says: Mapping[str, str], about: About) -> Iterator[str]:
    rows = iter(table.rows)
    first = next(rows, None)
    if first is None:
        return
    whose = about.people[table.person]
    yield page.heading(3, table.table + (f" of {whose.kind} {in_words(whose.key)}" if len(about.people) > 1 else ""))
    second = next(rows, None)
    if second is None:
        yield from page.described(_cells(table.columns, first, says))
    else:
        columns = [(column.column, tuple(_column(column, says))) for column in table.columns]
        cells = ([row.get(name) for name, _ in columns] for row in itertools.chain([first, second], rows))
        yield from page.table(f"table{number}", f"Rows of {table.table}", columns, cells)
    yield from page.listed(_kept(one) for one in table.kept)


def _cells(
    columns: Sequence[ColumnTold], row: Mapping[str, object], says: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[str]]]:
    """A single row, each cell with its column's name before it."""
    for column in columns:
        if column.column in row:
            about = "; ".join(_column(column, says))
            yield column.column + (f" ({about})" if about else ""), (in_words(row[column.column]),)


def _column(column: ColumnTold, says: Mapping[str, str]) -> Iterator[str]:
    if column.category:
        yield says.get(column.category, column.category)
    if column.source:
        yield SOURCES[column.source]
    if column.of:
        yield "of " + " and ".join(column.of)


def _kept(one: KeptTold) -> str:
    if one.earliest is None:
        return f"{one.purpose} keeps this until a time that has not begun to run"
    if one.latest is None:
        return f"{one.purpose} keeps the first of this until {one.earliest}, the last until a time that has not begun"
    if one.earliest == one.latest:
        return f"{one.purpose} keeps this until {one.latest}"
    return f"{one.purpose} keeps the first of this until {one.earliest}, the last until {one.latest}"
