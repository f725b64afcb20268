"""Ratios as a picture: a bar for each way of each thing measured, and the goal as a dashed line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

WIDTH, ROW, LEFT, MOST = 760, 20, 250, 4
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:currentColor}.n{font-size:11px}svg{color:#333}"
    "@media(prefers-color-scheme:dark){svg{color:#ddd}}"
)
COLOURS = {"bare": "#8a8f98", "by hand": "#c98a2b", "in SQL": "#6f8f4e", "Troth": "#2f6f9f", "window": "#2f6f9f"}


def bars(title: str, groups: Iterable[tuple[str, Mapping[str, float]]], goal: float) -> str:
    """An SVG. Bars are cut at four times; the figures beside them are not."""
    rows: list[str] = []
    at, unit = 40, (WIDTH - LEFT - 70) / MOST
    for label, ratios in groups:
        rows.append(f'<text x="8" y="{at + 8 * len(ratios)}">{escape(label)}</text>')
        for way, ratio in ratios.items():
            long = min(ratio, MOST) * unit
            rows.append(f'<rect x="{LEFT}" y="{at}" width="{long:.1f}" height="{ROW - 6}" fill="{COLOURS[way]}"/>')
            rows.append(f'<text x="{LEFT + long + 6:.1f}" y="{at + 11}" class="n">{way} {ratio:.2f}</text>')
            at += ROW - 4
        at += 12
    mark = LEFT + goal * unit
    line = f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="32" y2="{at}" stroke="#b3261e" stroke-dasharray="3 3"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at + 10}" role="img"><title>{title}</title>'
        f"<style>{STYLE}</style><text x='8' y='20'>{title}</text>{''.join(rows)}{line}</svg>\n"
    )
