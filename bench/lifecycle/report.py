"""What was measured, as lines to read and as tables for docs/explanation/performance.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.lifecycle.person import Result
from bench.lifecycle.sweep import Outcome, Run

GOALS = {("copy", 96): 10, ("erase", 96): 15, ("erase", 10_096): 500}
"""Milliseconds, for a person of so many rows."""


def person_line(result: Result) -> str:
    """One person among others."""
    shown = ", ".join(
        f"{name} {taken:.1f} ms (least {result.least[name]:.1f})" for name, taken in result.medians.items()
    )
    return f"{result.people:>9,} people, one with {result.rows:,} rows: {shown}"


def peers_table(results: Sequence[Result]) -> Iterator[str]:
    """By hand and by Troth, with the goal."""
    yield "| ms: median (least) | by hand | Troth | goal |"
    yield "|---|---:|---:|---:|"
    for result in results:
        for work in ("copy", "erase"):
            hand, troth = _both(result, f"{work} by hand"), _both(result, work)
            yield f"| {work}, {result.rows:,} rows | {hand} | {troth} | {GOALS.get((work, result.rows), '')} |"


def growth_lines(results: Sequence[Result]) -> Iterator[str]:
    """How much longer each work takes among the most people than among the fewest."""
    for name in results[0].medians if len(results) > 1 else ():
        median, least = _times(results, name)
        yield f"  {name}: {median:.2f} times from first to last, {least:.2f} by the least"


def growth_table(results: Sequence[Result]) -> Iterator[str]:
    """The same with what each took."""
    people = " | ".join(f"{result.people:,} people" for result in results)
    yield f"| ms: median (least) | {people} | from first to last | by the least |"
    yield "|---|" + "---:|" * (len(results) + 2)
    for name in results[0].medians:
        median, least = _times(results, name)
        shown = " | ".join(_both(result, name) for result in results)
        yield f"| {name}, {results[0].rows:,} rows | {shown} | {median:.2f} times | {least:.2f} times |"


def _both(result: Result, name: str) -> str:
    return f"{result.medians[name]:.1f} ({result.least[name]:.1f})"


def _times(results: Sequence[Result], name: str) -> tuple[float, float]:
    first, last = results[0], results[-1]
    return last.medians[name] / first.medians[name], last.least[name] / first.least[name]


def sweep_lines(outcome: Outcome) -> Iterator[str]:
    """One sort of sweep, in each way."""
    yield f"{outcome.name}: {outcome.rows:,} rows of {outcome.people:,} people"
    yield f"  {'':<32} {'seconds':>9} {'work':>9} {'rows/s':>10} {'people/s':>10}   Troth takes, and works"
    for run in outcome.runs:
        ratio = f"{_takes(outcome, run)} times, {_works(outcome, run)}" if run is not outcome.troth else ""
        speed = f"{outcome.rows / run.seconds:10,.0f} {outcome.people / run.seconds:10,.0f}"
        yield f"  {run.name:<32} {run.seconds:9.2f} {run.work:9.2f} {speed}   {ratio}"
    yield f"  Troth's client: {outcome.troth.memory:.0f} MB at most, {outcome.troth.batches:,} batches"


def sweep_table(outcome: Outcome) -> Iterator[str]:
    """The same."""
    yield f"| {outcome.name} | seconds | work, s | rows/s | people/s | Troth takes | Troth's work is |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for run in outcome.runs:
        is_troth = run is outcome.troth
        ratios = "| |" if is_troth else f"| {_takes(outcome, run)} times | {_works(outcome, run)} times |"
        name = f"Troth, in {run.batches:,} batches" if is_troth and run.rows else run.name
        speed = f"{outcome.rows / run.seconds:,.0f} | {outcome.people / run.seconds:,.0f}"
        yield f"| {name} | {run.seconds:.2f} | {run.work:.2f} | {speed} {ratios}"
    yield ""
    memory = f"Troth's client needed {outcome.troth.memory:.0f} MB at most."
    yield f"{outcome.rows:,} rows of {outcome.people:,} people. {memory}"


def _takes(outcome: Outcome, run: Run) -> str:
    return f"{outcome.troth.seconds / run.seconds:.2f}"


def _works(outcome: Outcome, run: Run) -> str:
    return f"{outcome.troth.work / run.work:.2f}"
