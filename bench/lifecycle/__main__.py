"""python -m bench.lifecycle: copying and erasing one person among many, a sweep, and what a million people take."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bench.lifecycle import report
from bench.lifecycle.person import as_peers, growth
from bench.lifecycle.scale import memory, scale
from bench.lifecycle.scale_report import scale_line, scale_table
from bench.lifecycle.sweep import sweep
from bench.pages import put

SIZES, QUICK = (10_000, 100_000, 1_000_000), (1_000, 10_000)

T = TypeVar("T")
Figures = tuple[str, Iterable[str]]
"""The name of a place for figures on the page, and what is put there as soon as it is known."""


def main() -> None:
    """Measure, print, and put it into the documentation."""
    chosen = _asked()
    works = {"peers": _peers, "growth": _growth, "sweep": _sweep, "scale": _scale}
    for name, work in works.items():
        if chosen.only in (None, name):
            for figures, table in work(chosen):
                if chosen.page:
                    put(chosen.page, figures, table)
    print(f"The client's memory: {memory():.0f} MB at most")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.lifecycle", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small shops")
    parser.add_argument("--only", choices=["peers", "growth", "sweep", "scale"], help="one of the four")
    parser.add_argument("--rows", type=int, help="how many expired rows a sweep finds")
    parser.add_argument("--people", type=int, help="of how many people the scale test is")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables into this page of the documentation")
    return parser.parse_args()


def _peers(chosen: argparse.Namespace) -> Iterator[Figures]:
    results = _said(as_peers(2_000 if chosen.quick else 10_000), lambda result: [report.person_line(result)])
    yield "peers", report.peers_table(list(results))


def _growth(chosen: argparse.Namespace) -> Iterator[Figures]:
    results = list(_said(growth(QUICK if chosen.quick else SIZES), lambda result: [report.person_line(result)]))
    print("\n".join(report.growth_lines(results)))
    yield "growth", report.growth_table(results)


def _sweep(chosen: argparse.Namespace) -> Iterator[Figures]:
    outcomes = sweep(chosen.rows or (50_000 if chosen.quick else 1_000_000))
    for outcome in _said(outcomes, report.sweep_lines):
        yield outcome.name, report.sweep_table(outcome)


def _scale(chosen: argparse.Namespace) -> Iterator[Figures]:
    """All steps so far after each of them, so that a run that is stopped has said what it found."""
    people, steps = chosen.people or (20_000 if chosen.quick else 1_000_000), []
    for step in _said(scale(people, _told()), lambda step: [scale_line(step)]):
        steps.append(step)
        yield "scale", scale_table(steps)


def _told() -> Callable[[str], None]:
    """Prints what is going on, each thing once, with the time of day."""
    said: list[str] = []

    def tell(what: str) -> None:
        if said[-1:] != [what]:
            print(f"  {datetime.now():%H:%M:%S} {what}", flush=True)
        said[:] = [what]

    return tell


def _said(found: Iterable[T], lines: Callable[[T], Iterable[str]]) -> Iterator[T]:
    """What is found; each is printed as soon as it is."""
    for each in found:
        print("\n".join(lines(each)), flush=True)
        yield each


if __name__ == "__main__":
    main()
