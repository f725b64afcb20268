"""A page for people to read and print: one file that needs no other, runs nothing, and shows text as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #666; --tint: #8881; }
@media (prefers-color-scheme: dark) { :root { --soft: #aaa; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .3rem; }
p, ul, ol, dl { margin: .4rem 0; max-width: 48rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1.2rem; }
dt { font-weight: 600; grid-column: 1; overflow-wrap: anywhere; max-width: 20rem; }
dd { margin: 0; grid-column: 2; overflow-wrap: anywhere; white-space: pre-line; }
nav ol { columns: 2; column-gap: 3rem; } nav li { break-inside: avoid; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.soft, small { color: var(--soft); }
.wide { overflow-x: auto; margin: .5rem 0; }
.wide:focus-visible { outline: 2px solid; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; padding: .2rem 0; color: var(--soft); }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border: 1px solid var(--line); }
td { overflow-wrap: break-word; max-width: 24rem; white-space: pre-line; font-variant-numeric: tabular-nums; }
thead th { background: var(--tint); font-weight: 600; }
th small { display: block; font-weight: 400; }
@media screen and (max-width: 40rem) {
  body { padding: 1rem; }
  nav ol { columns: 1; }
  dl { display: block; } dt { max-width: none; margin-top: .4rem; } dd { margin-left: 1rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; color: #000; background: #fff; }
  nav, .skip { display: none; }
  .wide { overflow: visible; }
  table { font-size: 8pt; width: 100%; }
  thead { display: table-header-group; }
  tr, dt, dd { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .soft, small, caption { color: #444; }
}
"""

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">To the contents</a>
"""

_SOFT = ' class="soft"'

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def begin(title: str) -> str:
    """The beginning of a page. Nothing on it may be loaded or run: the browser is told so."""
    return _HEAD.format(title=escape(title), style=_STYLE)


def contents(sections: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Links to the sections of the page: each by its id and its title."""
    yield '<nav aria-label="Contents">\n<ol>\n'
    yield from (f'<li><a href="#{escape(place)}">{escape(title)}</a></li>\n' for place, title in sections)
    yield "</ol>\n</nav>\n"


def heading(level: int, text: str, *, place: str = "") -> str:
    """A heading, to which `place` leads."""
    where = f' id="{escape(place)}"' if place else ""
    return f"<h{level}{where}>{escape(text)}</h{level}>\n"


def paragraph(text: str, *, soft: bool = False) -> str:
    return f"<p{_SOFT if soft else ''}>{escape(text)}</p>\n"


def listed(lines: Iterable[str]) -> Iterator[str]:
    """A list of lines; nothing at all if there are none."""
    items = [f"<li>{escape(line)}</li>\n" for line in lines]
    yield from (["<ul>\n", *items, "</ul>\n"] if items else [])


def described(pairs: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Names, each with what is said of it, in lines."""
    items = [f"<dt>{escape(name)}</dt>\n" + "".join(f"<dd>{escape(line)}</dd>\n" for line in said)
             for name, said in pairs]  # fmt: skip
    yield from (["<dl>\n", *items, "</dl>\n"] if items else [])


def table(
    place: str, caption: str, columns: Sequence[tuple[str, Sequence[str]]], rows: Iterable[Sequence[object]]
) -> Iterator[str]:
    """A table, row by row. A column is its name with what is said of it below."""
    yield f'<div class="wide" role="region" tabindex="0" aria-labelledby="{escape(place)}">\n'
    yield f'<table>\n<caption id="{escape(place)}">{escape(caption)}</caption>\n<thead>\n<tr>'
    for name, said in columns:
        below = "".join(f"<small>{escape(line)}</small>" for line in said)
        yield f'<th scope="col">{escape(name)}{below}</th>'
    yield "</tr>\n</thead>\n<tbody>\n"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def end() -> str:
    return "</body>\n</html>\n"


def in_words(value: object) -> str:
    """A value as people read it: yes and no, and a moment to the minute."""
    if value is None:
        return "\u2013"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {in_words(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_words(part) for part in value)
    text = str(value)
    moment = _MOMENT.fullmatch(text)
    return f"{moment[1]} {moment[2]}" if moment else text


def _cell(value: object) -> str:
    return escape(in_words(value))
