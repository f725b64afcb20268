"""The figures of a run as lines for the terminal, as tables for the documentation, and as a picture."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from bench.gdpr.measure import Result
from bench.picture import bars

WAYS = ("bare", "by hand", "Troth")
APART = "bare apart"
"""Bare PostgreSQL on as many connections as Troth has."""

GOAL, GROWTH = 1.15, 1.3
UNANSWERED = "logs"
"""What bare PostgreSQL answers nothing to: it keeps none."""
RECORDED = ("update", "update meta")
"""What has an entry in the ledger with Troth, and none with bare PostgreSQL, however the records are found."""


def by_mix(results: Sequence[Result]) -> dict[tuple[int, str], dict[str, Result]]:
    """The ways of each size and mix."""
    found: dict[tuple[int, str], dict[str, Result]] = {}
    for result in results:
        found.setdefault((result.records, result.mix), {})[result.way] = result
    return found


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Completion time of each mix, in seconds and as a ratio to the bare one."""
    head = f"{'records':>9}  {'mix':<24}{'bare':>10}{'by hand':>16}{'Troth':>16}"
    yield head + f"{'its work':>10}{'to bare apart':>15}   right answers"
    for (records, mix), ways in by_mix(results).items():
        cells = [f"{ways['bare'].total / 1000:9.2f} s"]
        cells += [f"{ways[w].total / 1000:7.2f} s {_ratio(ways, w):5.2f}" for w in WAYS[1:]]
        cells += [f"{_work(ways, 'Troth'):.2f}"]
        right = " ".join(f"{100 * ways[w].right:.4g} %" for w in (*WAYS, APART))
        rest = f"{cells[3]:>10}{_ratio(ways, 'Troth', APART):>15.2f}   {right}"
        yield f"{records:>9,}  {mix:<24}{cells[0]}{cells[1]:>16}{cells[2]:>16}{rest}"


def operations(results: Sequence[Result]) -> Iterator[str]:
    """The latency of each operation: median, 95th and 99th percentile in milliseconds."""
    for (records, mix), ways in by_mix(results).items():
        yield f"{records:,} records, {mix}: median / p95 / p99, milliseconds"
        for name in ways["bare"].latency:
            cells = (" / ".join(f"{value:.2f}" for value in ways[w].latency[name]) for w in WAYS)
            yield f"  {name:<22}" + "".join(f"{cell:>28}" for cell in cells)


def tables(results: Sequence[Result]) -> Iterator[str]:
    """Markdown for the documentation: completion, the server's work, space; growth; the latency of every operation."""
    named = "bare, s | by hand, s | Troth, s | by hand : bare | Troth : bare | Troth : bare apart | work"
    yield f"| records | mix | {named} | right answers |"
    yield "|---:|---|---:|---:|---:|---:|---:|---:|---:|---|"
    for (records, mix), ways in by_mix(results).items():
        seconds = " | ".join(f"{ways[w].total / 1000:.2f}" for w in WAYS)
        ratios = " | ".join(f"{_ratio(ways, w):.2f}" for w in WAYS[1:]) + f" | {_ratio(ways, 'Troth', APART):.2f}"
        work = ", ".join(f"{_work(ways, w):.2f}" for w in WAYS[1:])
        right = ", ".join(f"{100 * min(ways[w].right, ways[w].whole):.4g} %" for w in (*WAYS, APART))
        yield f"| {records:,} | {mix} | {seconds} | {ratios} | {work} | {right} |"
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
            yield f"- {mix}, {n:,}: {'; '.join(_beside(ways))}"
    if grown := growth(results):
        missed = [mix for mix, each in grown.items() if each["Troth"] > GROWTH * each["bare"]]
        yield _verdict(f"growth at most {GROWTH} times that of bare PostgreSQL", len(grown), missed)


def _verdict(goal: str, asked: int, missed: Sequence[str]) -> str:
    kept = f"- **{goal}**: kept in {asked - len(missed)} of {asked}"
    return kept + (f"; missed in {'; '.join(missed)}" if missed else "")


def _beside(ways: Mapping[str, Result]) -> Iterator[str]:
    """What a mix comes to beside a bare PostgreSQL that does as much: on as many connections, answering, recording."""
    done = frozenset(ways["bare"].spent)
    recorded = {name for name in done if name.partition(" by ")[0] in RECORDED}
    yield f"{_ratio(ways, 'Troth', APART):.2f} beside bare PostgreSQL on as many connections"
    if UNANSWERED in done:
        yield f"{_without({UNANSWERED}, ways):.2f} without `{UNANSWERED}`, of which the bare one has none"
    if recorded:
        named = ", ".join(f"`{name}`" for name in sorted(recorded))
        yield f"{_without(recorded, ways):.2f} without {named}, of which the bare one keeps no record"


def _without(names: Collection[str], ways: Mapping[str, Result]) -> float:
    """Troth over bare PostgreSQL in all other operations."""
    troth, bare = (sum(ms for name, ms in ways[w].spent.items() if name not in names) for w in ("Troth", "bare"))
    return troth / bare


def _hand(ways: Mapping[str, Result]) -> float:
    return _ratio(ways, "by hand")


def _space(results: Sequence[Result]) -> Iterator[str]:
    yield "| records | mix | bytes for a byte of data: bare | by hand | Troth |"
    yield "|---:|---|---:|---:|---:|"
    for (records, mix), ways in by_mix(results).items():
        yield f"| {records:,} | {mix} | {' | '.join(f'{ways[w].space:.1f}' for w in WAYS)} |"


def _grown(results: Sequence[Result]) -> Iterator[str]:
    sizes = sorted({result.records for result in results})
    yield f"| an operation at {sizes[-1]:,} records, over one at {sizes[0]:,} | bare | by hand | Troth | Troth : bare |"
    yield "|---|---:|---:|---:|---:|"
    for mix, each in growth(results).items():
        yield f"| {mix} | {' | '.join(f'{each[w]:.1f}' for w in WAYS)} | {each['Troth'] / each['bare']:.2f} |"


def _latencies(results: Sequence[Result]) -> Iterator[str]:
    yield "| records | mix | operation | bare: median, p95, p99 in ms | by hand | Troth |"
    yield "|---:|---|---|---:|---:|---:|"
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


def _ratio(ways: Mapping[str, Result], way: str, to: str = "bare") -> float:
    return ways[way].total / ways[to].total


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
