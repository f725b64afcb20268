"""The table of ratios, with the goals beside them and a verdict on each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bench.picture import bars
from bench.windows.measure import BARE, HAND, INSIDE, THROUGH, WINDOW, Result

GOALS = {
    (THROUGH, "point"): 1.10,
    (THROUGH, "write"): 1.10,
    (INSIDE, "point"): 1.5,
    (INSIDE, "write"): 1.5,
}
SCAN_GOAL = 1.6
"""For purposes of basis contract; under consent and by others' events a scan is reported."""

CONTRACTS = ("account", "fulfilment")


def goal_of(result: Result) -> float | None:
    """What the ratio of window to bare table should not exceed, if there is a goal."""
    if result.group == "scan":
        return SCAN_GOAL if result.purpose in CONTRACTS else None
    return GOALS.get((result.how, result.group))


def verdict(result: Result) -> str:
    """Kept, missed, or reported where there is no goal."""
    goal = goal_of(result)
    if goal is None:
        return "reported"
    return "kept" if result.ratios[WINDOW] <= goal + 0.005 else "missed"


def lines(results: Iterable[Result]) -> Iterator[str]:
    """The table, a heading for each size, way and purpose. `work` is the ratio of the server's processor time alone."""
    heading = None
    for result in results:
        group = (result.people, result.how, result.purpose)
        if group != heading:
            heading = group
            yield ""
            yield f"{result.purpose}, {result.people:,} people, {_way(result.how)}"
            yield f"{'':34}{'bare ms':>10}{'window':>9}{'by hand':>9}{'goal':>7}{'work':>8}"
        goal, hand = goal_of(result), result.ratios.get(HAND)
        yield (
            f"  {result.ask:32}{result.milliseconds[BARE]:10.3f}{result.ratios[WINDOW]:9.2f}"
            f"{'' if hand is None else format(hand, '.2f'):>9}{'' if goal is None else format(goal, '.2f'):>7}"
            f"{format(result.work[WINDOW], '.2f') if result.work else '':>8}  {verdict(result)}"
        )


def tables(results: Sequence[Result]) -> Iterator[str]:
    """The same ratios as Markdown, a table for each purpose, for docs/explanation/performance.md."""
    sizes = sorted({result.people for result in results})
    for purpose in dict.fromkeys(result.purpose for result in results):
        own = [result for result in results if result.purpose == purpose]
        columns = [f"{what}, {size:,}" for what in ("elapsed", "work", "pgbench", "by hand") for size in sizes]
        yield from (f"**{purpose}**", "", f"| | goal | {' | '.join(columns)} |", "|---|---:|" + "---:|" * len(columns))
        for ask in dict.fromkeys(result.ask for result in own):
            through = {result.people: result for result in own if result.ask == ask and result.how == THROUGH}
            inside = {result.people: result for result in own if result.ask == ask and result.how == INSIDE}
            cells = [_ratio(through.get(size), WINDOW) for size in sizes]
            cells += [_work(through.get(size)) for size in sizes]
            cells += [_ratio(inside.get(size), WINDOW) for size in sizes]
            cells += [_ratio(through.get(size), HAND) for size in sizes]
            goal = next((goal for result in through.values() if (goal := goal_of(result)) is not None), None)
            yield f"| {ask} | {'' if goal is None else format(goal, '.2f')} | {' | '.join(cells)} |"
        yield ""


def picture(results: Sequence[Result]) -> str:
    """A bar for each statement of each purpose and size: elapsed time over the bare statement's, through psycopg."""
    groups = [
        (
            f"{each.purpose}: {each.ask}, {each.people:,}",
            {way: each.ratios[way] for way in (WINDOW, HAND) if way in each.ratios},
        )
        for each in results
        if each.how == THROUGH and each.group != "scan"
    ]
    return bars("Elapsed time over that of the bare statement; the dashed line is the goal, 1.10", groups, 1.10)


def _ratio(result: Result | None, form: str) -> str:
    found = result.ratios.get(form) if result else None
    return "" if found is None else format(found, ".2f")


def _work(result: Result | None) -> str:
    return format(result.work[WINDOW], ".2f") if result and result.work else ""


def _way(how: str) -> str:
    return "through psycopg, on another core" if how == THROUGH else "inside the server (pgbench on its core)"


def to_json(result: Result) -> dict[str, object]:
    """One line of the table as plain data."""
    return {
        "people": result.people,
        "purpose": result.purpose,
        "statement": result.ask,
        "how": result.how,
        "milliseconds": {form: round(time, 4) for form, time in result.milliseconds.items()},
        "work": {form: round(ratio, 3) for form, ratio in result.work.items()},
        "ratios": {form: round(ratio, 3) for form, ratio in result.ratios.items()},
        "goal": goal_of(result),
        "verdict": verdict(result),
    }
