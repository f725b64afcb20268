"""python -m bench: the short form of every benchmark, and one table of ratios at the end."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.gdpr import report as gdpr_report
from bench.gdpr.__main__ import QUICK as FEW_RECORDS
from bench.gdpr.__main__ import measured as gdpr
from bench.gdpr.measure import Result as OfMix
from bench.windows import report as windows_report
from bench.windows.__main__ import QUICK
from bench.windows.__main__ import measured as windows
from bench.windows.marketplace import SMALL
from bench.windows.measure import THROUGH, WINDOW
from bench.windows.measure import Result as OfWindow


def main() -> None:
    """Measure small sizes, print the table, draw the pictures."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--pictures", type=Path, default=Path("build/bench"), metavar="FOLDER", help="draw them there")
    chosen = parser.parse_args()
    asked, worked = windows([SMALL], QUICK), [result for found in gdpr(FEW_RECORDS) for result in found]
    for small in (("bench.lifecycle", "--quick"), ("bench.needs", "--quick"), ("bench.blocks",)):
        subprocess.run([sys.executable, "-m", *small], check=True)
    chosen.pictures.mkdir(parents=True, exist_ok=True)
    for name, picture in (("windows", windows_report.picture(asked)), ("gdprbench", gdpr_report.picture(worked))):
        (chosen.pictures / f"{name}.svg").write_text(picture)
    print(f"\n{'over the bare statement or mix':<52}{'ratio':>7}{'goal':>7}")
    for name, ratio, goal in (*_windows(asked), *_gdpr(worked)):
        verdict = "" if goal is None else "kept" if ratio <= goal + 0.005 else "missed"
        print(f"{name:<52}{ratio:7.2f}{'' if goal is None else format(goal, '.2f'):>7}  {verdict}")
    print(f"Pictures: {chosen.pictures}/windows.svg, {chosen.pictures}/gdprbench.svg")


def _windows(results: list[OfWindow]) -> Iterator[tuple[str, float, float | None]]:
    for each in results:
        if each.how == THROUGH:
            yield f"window {each.purpose}: {each.ask}", each.ratios[WINDOW], windows_report.goal_of(each)


def _gdpr(results: list[OfMix]) -> Iterator[tuple[str, float, float | None]]:
    for (_, mix), ways in gdpr_report.by_mix(results).items():
        yield f"GDPRbench: {mix}", ways["Troth"].total / ways["bare"].total, gdpr_report.GOAL


if __name__ == "__main__":
    main()
