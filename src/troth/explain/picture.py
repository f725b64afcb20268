"""Draws how personal data flows, as an SVG: a line down for each kind of data, a dot where somebody has or uses it.

Read it from top to bottom: from the people whose data it is, through the purposes, by basis, to the recipients. The
same files give the same picture, byte for byte; it follows the reader's choice of light or dark and brings no font.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from troth.checks.declared import Declared
from troth.explain.flow import RECIPIENTS, Dot, Flow, Line, flow_of
from troth.policy.model import Basis

ROW, HEADING, COLUMN, LANE = 19, 30, 25, 9
MARGIN, RADIUS = 18, 5.2
LETTER = 6.5
"""About how wide a letter of the captions is, at 12.5 pixels; fonts differ, so a little too much."""
SLANT = 55

_COLOURS = {
    Basis.CONSENT: ("#0b7a4b", "#4fd29a"),
    Basis.CONTRACT: ("#1f5fbf", "#7fb2ff"),
    Basis.LEGAL_OBLIGATION: ("#7a3fb0", "#c79bf2"),
    Basis.VITAL_INTEREST: ("#b3261e", "#ff8a80"),
    Basis.PUBLIC_TASK: ("#5d6b00", "#c8d45c"),
    Basis.LEGITIMATE_INTEREST: ("#a85a00", "#f0b060"),
}
_INK = {"ink": ("#1c2430", "#e6ebf2"), "soft": ("#5b6675", "#9aa6b6"), "rule": ("#d5dbe3", "#39434f")}
_PAPER = ("#ffffff", "#14181f")
_GETS = ("#b0174f", "#ff86b3")


def draw(declared: Declared) -> str:
    """The picture of a policy and its data map, as an SVG document."""
    return _Drawing(flow_of(declared)).text()


class _Drawing:
    """Places everything, then writes it: what is behind comes first."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        longest = max(len(_shown(line)) + len(line.note) + bool(line.note) for line in flow.lines)
        self.left = MARGIN + math.ceil(longest * LETTER) + 16
        self.xs = {kind: self.left + COLUMN * place + COLUMN // 2 for place, kind in enumerate(flow.kinds)}
        head = max(len(kind) for kind in flow.kinds) * LETTER * math.sin(math.radians(SLANT))
        self.top = MARGIN + 34 + math.ceil(head)
        self.ys = list(self._places())
        self.lanes = [place for place, line in enumerate(flow.lines) if line.source is not None]
        slanted = len(list(flow.kinds)[-1]) * LETTER * math.cos(math.radians(SLANT))
        self.right = self.left + COLUMN * len(flow.kinds)
        self.width = max(self.right + LANE * (len(self.lanes) + 1), self.right + math.ceil(slanted)) + MARGIN
        self.legend = self.ys[-1] + 36
        self.height = self.legend + 30

    def _places(self) -> Iterator[int]:
        y, group = self.top, ""
        for line in self.flow.lines:
            y += HEADING if line.group != group else 0
            group = line.group
            yield y
            y += ROW

    def text(self) -> str:
        size = {"width": str(self.width), "height": str(self.height), "viewBox": f"0 0 {self.width} {self.height}"}
        svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
        SubElement(svg, "title").text = self.flow.title
        SubElement(svg, "style").text = _style()
        SubElement(svg, "rect", {"class": "paper", "width": "100%", "height": "100%", "rx": "8"})
        _write(svg, MARGIN, MARGIN + 12, self.flow.title, "title")
        self._columns(svg)
        self._rows(svg)
        self._lanes(svg)
        self._legend(svg)
        indent(svg, space=" ")
        return tostring(svg, encoding="unicode") + "\n"

    def _columns(self, svg: Element) -> None:
        """A line down for each kind of data, from who brings it to the last who has it."""
        for kind, x in self.xs.items():
            reached = [y for y, line in zip(self.ys, self.flow.lines, strict=True) if kind in line.dots]
            bottom = reached[-1] if reached else self.top
            way = {"x1": str(x), "x2": str(x), "y1": str(self.top + 6), "y2": str(bottom)}
            SubElement(svg, "line", {"class": "flow", **way})
            caption = _write(svg, x, self.top, kind.replace("_", " "), "kind")
            caption.set("transform", f"rotate(-{SLANT} {x} {self.top})")
            SubElement(caption, "title").text = ", ".join(self.flow.kinds[kind])

    def _rows(self, svg: Element) -> None:
        group = ""
        for y, line in zip(self.ys, self.flow.lines, strict=True):
            if line.group != group:
                _write(svg, MARGIN, y - 17, line.group, f"group {_class(line)}")
                group = line.group
            SubElement(svg, "line", {"class": "row", **_across(MARGIN, self.right, y + ROW / 2 - 0.5)})
            caption = _write(svg, MARGIN, y + 4, _shown(line), "name")
            if line.note:
                SubElement(caption, "tspan", {"class": "note", "dx": "6"}).text = line.note
            SubElement(caption, "title").text = line.says
            for kind, dot in sorted(line.dots.items()):
                _dot(svg, self.xs[kind], y, dot, _class(line))

    def _lanes(self, svg: Element) -> None:
        """From a purpose round the right to the recipient that gets data of it; a lane each, the longest outside."""
        for place, at in enumerate(sorted(self.lanes, key=lambda at: self.ys[self._source(at)], reverse=True)):
            start, end = self.ys[self._source(at)], self.ys[at]
            x, edge = self.right + LANE * (place + 1), self.right - COLUMN // 2 + RADIUS + 4
            way = f"M{edge:g} {start} H{x - 4} q4 0 4 4 V{end - 4} q0 4 -4 4 H{edge:g} m4 -3 l-4 3 l4 3"
            SubElement(svg, "path", {"class": "lane", "d": way})

    def _source(self, at: int) -> int:
        source = self.flow.lines[at].source
        return 0 if source is None else source

    def _legend(self, svg: Element) -> None:
        said = (
            (Dot.KEEPS, "uses and keeps", "contract"),
            (Dot.USES, "uses what others keep", "contract"),
            (Dot.GETS, "gets", "gets"),
            (Dot.COUNTS, "learns how many, never who", "gets"),
        )
        x = MARGIN + 6
        for dot, words, name in said:
            _dot(svg, x, self.legend, dot, name)
            _write(svg, x + 11, self.legend + 4, words, "note")
            x += 34 + math.ceil(len(words) * 6)


def _shown(line: Line) -> str:
    return line.name.replace("_", " ")


def _class(line: Line) -> str:
    if line.basis is not None:
        return line.basis.value
    return "gets" if line.group == RECIPIENTS else "people"


def _across(left: float, right: float, y: float) -> dict[str, str]:
    return {"x1": f"{left:g}", "x2": f"{right:g}", "y1": f"{y:g}", "y2": f"{y:g}"}


def _write(svg: Element, x: float, y: float, words: str, name: str) -> Element:
    caption = SubElement(svg, "text", {"class": name, "x": f"{x:g}", "y": f"{y:g}"})
    caption.text = words
    return caption


def _dot(svg: Element, x: float, y: float, dot: Dot, name: str) -> None:
    if dot is Dot.COUNTS:
        side = RADIUS * 1.7
        place = {"x": f"{x - side / 2:g}", "y": f"{y - side / 2:g}", "width": f"{side:g}", "height": f"{side:g}"}
        SubElement(svg, "rect", {"class": f"ring {name}", **place})
        return
    shape = "ring" if dot is Dot.USES else "dot"
    SubElement(svg, "circle", {"class": f"{shape} {name}", "cx": f"{x:g}", "cy": f"{y:g}", "r": f"{RADIUS:g}"})


def _style() -> str:
    """Colours of both appearances; the reader's own choice decides."""
    rules = """
text { font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
text { fill: var(--ink) }
.title { font-size: 15px; font-weight: 600 }
.group { font-size: 11.5px; font-weight: 600; fill: var(--c) }
.kind, .note { fill: var(--soft) }
.note { font-size: 11.5px }
.paper { fill: var(--paper) }
.flow { stroke: var(--soft); stroke-width: 1.2; opacity: .55 }
.row { stroke: var(--rule); stroke-width: 1 }
.lane { fill: none; stroke: var(--gets); stroke-width: 1.3; opacity: .8 }
.dot { fill: var(--c); stroke: var(--paper); stroke-width: 1.2 }
.ring { fill: var(--paper); stroke: var(--c); stroke-width: 1.8 }
.people { --c: var(--ink) }
.gets { --c: var(--gets) }
"""
    rules += "".join(f".{basis.value} {{ --c: var(--{basis.value}) }}\n" for basis in Basis)
    dark = _colours(1)
    return f":root {{ {_colours(0)} }}{rules}@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"


def _colours(appearance: int) -> str:
    named = {**_INK, "paper": _PAPER, "gets": _GETS, **{basis.value: both for basis, both in _COLOURS.items()}}
    return "; ".join(f"--{name}: {both[appearance]}" for name, both in named.items())
