"""The record of processing activities as a page to read, print and hand to the supervisory authority."""

from __future__ import annotations

from collections.abc import Iterator

from troth.explain import page
from troth.explain.record import LIMITS, TITLES, Record


def record_page(record: Record) -> str:
    """The whole page."""
    return "".join(_parts(record))


def _parts(record: Record) -> Iterator[str]:
    yield page.begin(record.title)
    yield "<header>\n"
    yield page.heading(1, record.title)
    under = f"Under version {record.version} of the policy {record.policy}, in effect since {record.effective}."
    yield page.paragraph(under, soft=True)
    yield page.paragraph(LIMITS, soft=True)
    yield "</header>\n"
    sections = [(f"purpose{number}", activity.says) for number, activity in enumerate(record.activities)]
    yield from page.contents([("controller", "Who is responsible"), *sections, ("data", "Kinds of data")])
    yield '<main id="main">\n'
    yield page.heading(2, "Who is responsible", place="controller")
    yield from page.described((TITLES[name], (said,)) for name, said in record.controller.items())
    for place, activity in zip(sections, record.activities, strict=True):
        yield page.heading(2, f"{activity.says} ({activity.purpose})", place=place[0])
        yield from page.described(activity.lines(record.categories))
    yield page.heading(2, "Kinds of data", place="data")
    yield from page.described((name, (said,)) for name, said in record.categories.items())
    for title, said in (("Elsewhere", record.elsewhere), ("Protection", record.security)):
        if said:
            yield page.heading(2, title)
            yield from page.listed(said)
    yield "</main>\n"
    yield page.end()
