"""The figures of a run as lines for the terminal, as tables for the documentation, and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench.gdpr.measure import Result
from bench.picture import bars

WAYS = ("bare", "by hand", "in SQL", "Troth")
APART = "bare apart"
"""Bare PostgreSQL on as many connections as Troth has."""
BESIDE = (*WAYS[1:], APART)

GOAL, GROWTH = 1.15, 1.3


def by_mix(results: Sequence[Result]) -> dict[tuple[int, str], dict[str, Result]]:
    """The ways of each size and mix."""
    found: dict[tuple[int, str], dict[str, Result]] = {}
    for result in results:
        found.setdefault((result.records, result.mix), {})[result.way] = result
    return found


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Completion time of each mix: the bare one's in seconds, the others' and the work of Troth as ratios to it."""
    head = f"{'records':>9}  {'mix':<24}{'bare':>10}" + "".join(f"{way:>12}" for way in BESIDE)
    yield head + f"{'its work':>10}   right answers"
    for (records, mix), ways in by_mix(results).items():
        first = f"{records:>9,}  {mix:<24}{ways['bare'].total / 1000:8.2f} s"
        ratios = "".join(f"{_ratio(ways, way):12.2f}" for way in BESIDE)
        yield f"{first}{ratios}{_work(ways, 'Troth'):10.2f}   {_right(ways)}"


def _right(ways: Mapping[str, Result]) -> str:
    """The share of right answers, of each way where they differ."""
    shares = [f"{100 * min(ways[w].right, ways[w].whole):.4g} %" for w in ("bare", *BESIDE)]
    return shares[0] if len(set(shares)) == 1 else ", ".join(shares)


def operations(results: Sequence[Result]) -> Iterator[str]:
    """The latency of each operation: median, 95th and 99th percentile in milliseconds."""
    for (records, mix), ways in by_mix(results).items():
        yield f"{records:,} records, {mix}: median / p95 / p99, milliseconds"
        for name in ways["bare"].latency:
            cells = (" / ".join(f"{value:.2f}" for value in ways[w].latency[name]) for w in WAYS)
            yield f"  {name:<22}" + "".join(f"{cell:>28}" for cell in cells)


def tables(results: Sequence[Result]) -> Iterator[str]:
    """Markdown for the documentation: completion, the server's work, space; growth; the latency of every operation."""
    named = "bare, s | by hand | in SQL | Troth | bare apart | work: by hand | in SQL | Troth"
    yield f"| records | mix | {named} | right answers |"
    yield f"|---:|---|{'---:|' * 8}---|"
    for (records, mix), ways in by_mix(results).items():
        figures = [f"{ways['bare'].total / 1000:.2f}", *(f"{_ratio(ways, w):.2f}" for w in BESIDE)]
        figures += [f"{_work(ways, w):.2f}" for w in WAYS[1:]]
        yield f"| {records:,} | {mix} | {' | '.join(figures)} | {_right(ways)} |"
    yield from ("", *verdicts(results), "", *_space(results))
    if len({result.records for result in results}) > 1:
        yield from ("", *_grown(results))
    yield from ("", *_latencies(results))


def verdicts(results: Sequence[Result]) -> Iterator[str]:
    """In how many mixes each goal is kept, and in which it is not."""
    found = by_mix(results)
    for goal, most in ((f"at most {GOAL} of bare PostgreSQL", lambda ways: GOAL), ("faster than by hand", _hand)):
        missed = [f"{mix}, {n:,}" for (n, mix), ways in found.items() if _ratio(ways, "Troth") > most(ways)]
        yield _verdict(goal, len(found), missed)
    for (n, mix), ways in found.items():
        if _ratio(ways, "Troth") > GOAL:
            asked = f"plain SQL that asks and records the same takes {_ratio(ways, 'in SQL'):.2f}"
            logins = f"bare PostgreSQL on as many connections {_ratio(ways, APART):.2f}"
            yield f"- {mix}, {n:,}: {_ratio(ways, 'Troth'):.2f}, where {asked} and {logins}"
    if grown := growth(results):
        missed = [mix for mix, each in grown.items() if each["Troth"] > GROWTH * each["bare"]]
        yield _verdict(f"growth at most {GROWTH} times that of bare PostgreSQL", len(grown), missed)


def _verdict(goal: str, asked: int, missed: Sequence[str]) -> str:
    kept = f"- **{goal}**: kept in {asked - len(missed)} of {asked}"
    return kept + (f"; missed in {'; '.join(missed)}" if missed else "")


def _hand(ways: Mapping[str, Result]) -> float:
    return _ratio(ways, "by hand")


def _space(results: Sequence[Result]) -> Iterator[str]:
    yield f"| records | mix | bytes for a byte of data: {' | '.join(WAYS)} |"
    yield "|---:|---|---:|---:|---:|---:|"
    for (records, mix), ways in by_mix(results).items():
        yield f"| {records:,} | {mix} | {' | '.join(f'{ways[w].space:.1f}' for w in WAYS)} |"


def _grown(results: Sequence[Result]) -> Iterator[str]:
    sizes = sorted({result.records for result in results})
    grown_by = f"an operation at {sizes[-1]:,} records, over one at {sizes[0]:,}"
    yield f"| {grown_by} | {' | '.join(WAYS)} | Troth : bare |"
    yield "|---|---:|---:|---:|---:|---:|"
    for mix, each in growth(results).items():
        yield f"| {mix} | {' | '.join(f'{each[w]:.1f}' for w in WAYS)} | {each['Troth'] / each['bare']:.2f} |"


def _latencies(results: Sequence[Result]) -> Iterator[str]:
    yield "| records | mix | operation | bare: median, p95, p99 in ms | by hand | in SQL | Troth |"
    yield "|---:|---|---|---:|---:|---:|---:|"
    for (records, mix), ways in by_mix(results).items():
        for name in ways["bare"].latency:
            cells = (", ".join(f"{value:.2f}" for value in ways[w].latency[name]) for w in WAYS)
            yield f"| {records:,} | {mix} | {name} | {' | '.join(cells)} |"


def growth(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """How many times as long a mix takes at the largest size as at the smallest, for each operation of it."""
    sizes = sorted({result.records for result in results})
    if len(sizes) < 2:
        return {}
    found = by_mix(results)
    grown = {}
    for mix in dict.fromkeys(result.mix for result in results):
        first, last = found[sizes[0], mix], found[sizes[-1], mix]
        grown[mix] = {w: (last[w].total / last[w].operations) / (first[w].total / first[w].operations) for w in WAYS}
    return grown


def _ratio(ways: Mapping[str, Result], way: str) -> float:
    return ways[way].total / ways["bare"].total


def _work(ways: Mapping[str, Result], way: str) -> float:
    return ways[way].work / ways["bare"].work if ways["bare"].work else 0.0


def picture(results: Sequence[Result]) -> str:
    """A bar for each way of each mix: completion time over the bare one's."""
    title = "Completion time over that of bare PostgreSQL, each mix; the dashed line is the goal, 1.15"
    groups = [
        (f"{mix}, {records:,}", {way: _ratio(ways, way) for way in WAYS})
        for (records, mix), ways in by_mix(results).items()
    ]
    return bars(title, groups, GOAL)
