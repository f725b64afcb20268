"""Draws a forecast as an SVG: how much of each table will still be needed as time goes on."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from troth.postgres.catalogue import Relation
from troth.retention.forecast import Forecast, Moment

LEFT, RIGHT, TOP, ROW, BAND = 150, 70, 64, 30, 20
WIDTH = 860
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c2430}.soft{fill:#5b6675;font-size:11px}.needed{fill:#1f5fbf}"
    ".rule{stroke:#d5dbe3}@media(prefers-color-scheme:dark){text{fill:#e6ebf2}.soft{fill:#9aa6b6}.needed{fill:#7fb2ff}"
    ".rule{stroke:#39434f}}"
)


def draw(forecast: Forecast) -> str:
    """The forecast as an SVG document: a band for each table, as wide as what is still needed of it."""
    shown = [relation for relation, count in forecast.rows.items() if count]
    height = TOP + ROW * max(len(shown), 1) + 34
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", role="img")
    SubElement(root, "title").text = "What will still be needed, if nothing happens"
    SubElement(root, "desc").text = str(forecast)
    SubElement(root, "style").text = _STYLE
    _text(root, 12, 22, f"{forecast.policy}: rows that are needed, if nothing happens from now on")
    for place, moment in enumerate(forecast.moments):
        if place % 4 == 0 or place == len(forecast.moments) - 1:
            x = _x(place, forecast)
            SubElement(root, "line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1=f"{TOP - 8}", y2=f"{height - 26}").set(
                "class", "rule"
            )
            _text(root, x, TOP - 14, f"{moment.on:%Y-%m}", anchor="middle", kind="soft")
    for place, relation in enumerate(shown):
        _band(root, forecast, relation, TOP + ROW * place)
    _text(
        root, 12, height - 10, "A band is as high as the share of today's rows that something still needs.", kind="soft"
    )
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _band(root: Element, forecast: Forecast, relation: Relation, y: int) -> None:
    _text(root, 12, y + BAND - 5, str(relation))
    above, below = [], []
    for place, share in enumerate(_shares(forecast.moments, relation, forecast.rows[relation])):
        x, half = _x(place, forecast), share * BAND / 2
        above.append(f"{x:.1f},{y + BAND / 2 - half:.1f}")
        below.append(f"{x:.1f},{y + BAND / 2 + half:.1f}")
    SubElement(root, "polygon", points=" ".join([*above, *reversed(below)])).set("class", "needed")
    _text(root, WIDTH - RIGHT + 10, y + BAND - 5, f"{forecast.rows[relation]:,}", kind="soft")


def _shares(moments: tuple[Moment, ...], relation: Relation, total: int) -> Iterator[float]:
    for moment in moments:
        yield 1 - (moment.rows[relation] or 0) / total


def _x(place: int, forecast: Forecast) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / max(len(forecast.moments) - 1, 1)


def _text(root: Element, x: float, y: float, words: str, *, anchor: str = "start", kind: str = "") -> None:
    text = SubElement(root, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor})
    if kind:
        text.set("class", kind)
    text.text = words
