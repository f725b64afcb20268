"""The figures of a run as lines for the terminal, as tables for the documentation, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from bench.gdpr.measure import Result

WAYS = ("bare", "by hand", "Troth")
COLOURS = {"bare": "#8a8f98", "by hand": "#c98a2b", "Troth": "#2f6f9f"}
GOAL = 1.15


def by_mix(results: Sequence[Result]) -> dict[tuple[int, str], dict[str, Result]]:
    """The ways of each size and mix."""
    found: dict[tuple[int, str], dict[str, Result]] = {}
    for result in results:
        found.setdefault((result.records, result.mix), {})[result.way] = result
    return found


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Completion time of each mix, in seconds and as a ratio to the bare one."""
    yield f"{'records':>9}  {'mix':<24}{'bare':>9}{'by hand':>16}{'Troth':>16}   right answers"
    for (records, mix), ways in by_mix(results).items():
        cells = [f"{ways['bare'].total / 1000:8.2f} s"]
        cells += [f"{ways[w].total / 1000:7.2f} s {_ratio(ways, w):5.2f}" for w in WAYS[1:]]
        right = " ".join(f"{100 * ways[w].right:.4g} %" for w in WAYS)
        yield f"{records:>9,}  {mix:<24}{cells[0]}{cells[1]:>16}{cells[2]:>16}   {right}"


def operations(results: Sequence[Result]) -> Iterator[str]:
    """The latency of each operation: median, 95th and 99th percentile in milliseconds."""
    for (records, mix), ways in by_mix(results).items():
        yield f"{records:,} records, {mix}: median / p95 / p99, milliseconds"
        for name in ways["bare"].latency:
            cells = (" / ".join(f"{value:.2f}" for value in ways[w].latency[name]) for w in WAYS)
            yield f"  {name:<22}" + "".join(f"{cell:>28}" for cell in cells)


def tables(results: Sequence[Result]) -> Iterator[str]:
    """Markdown for the documentation."""
    yield "| records | mix | bare, s | by hand, s | Troth, s | by hand : bare | Troth : bare | right answers |"
    yield "|---:|---|---:|---:|---:|---:|---:|---|"
    for (records, mix), ways in by_mix(results).items():
        seconds = " | ".join(f"{ways[w].total / 1000:.2f}" for w in WAYS)
        ratios = " | ".join(f"{_ratio(ways, w):.2f}" for w in WAYS[1:])
        right = ", ".join(f"{100 * ways[w].right:.4g} %" for w in WAYS)
        yield f"| {records:,} | {mix} | {seconds} | {ratios} | {right} |"


def growth(results: Sequence[Result]) -> Iterator[str]:
    """How many times as long a mix takes at the largest size as at the smallest, for each operation of it."""
    sizes = sorted({result.records for result in results})
    found = by_mix(results)
    for mix in dict.fromkeys(result.mix for result in results):
        first, last = found[sizes[0], mix], found[sizes[-1], mix]
        each = {w: (last[w].total / last[w].operations) / (first[w].total / first[w].operations) for w in WAYS}
        yield f"  {mix:<24}" + "".join(f"{w} {each[w]:8.1f}   " for w in WAYS)


def _ratio(ways: Mapping[str, Result], way: str) -> float:
    return ways[way].total / ways["bare"].total


WIDTH, ROW, LEFT = 760, 20, 250


def picture(results: Sequence[Result]) -> str:
    """A bar for each way of each mix: completion time over the bare one's, cut at four times."""
    rows: list[str] = []
    at = 40
    for (records, mix), ways in by_mix(results).items():
        rows.append(f'<text x="8" y="{at + 24}">{escape(mix)}, {records:,}</text>')
        for way in WAYS:
            ratio = _ratio(ways, way)
            long = min(ratio, 4) / 4 * (WIDTH - LEFT - 70)
            rows.append(f'<rect x="{LEFT}" y="{at}" width="{long:.1f}" height="{ROW - 6}" fill="{COLOURS[way]}"/>')
            rows.append(f'<text x="{LEFT + long + 6:.1f}" y="{at + 11}" class="n">{way} {ratio:.2f}</text>')
            at += ROW - 4
        at += 12
    goal = LEFT + GOAL / 4 * (WIDTH - LEFT - 70)
    mark = f'<line x1="{goal:.1f}" x2="{goal:.1f}" y1="32" y2="{at}" stroke="#b3261e" stroke-dasharray="3 3"/>'
    style = "text{font:13px system-ui,sans-serif;fill:currentColor}.n{font-size:11px}svg{color:#333}"
    style += "@media(prefers-color-scheme:dark){svg{color:#ddd}}"
    title = "Completion time over that of bare PostgreSQL, each mix; the dashed line is the goal, 1.15"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {at + 10}" role="img"><title>{title}</title>'
        f"<style>{style}</style><text x='8' y='20'>{title}</text>{''.join(rows)}{mark}</svg>\n"
    )
