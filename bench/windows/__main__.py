"""python -m bench.windows: what a window costs, in ratios to the bare tables, measured in one run."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.cores import kept_apart
from bench.pages import put
from bench.windows.marketplace import LARGE, SMALL, Marketplace, Size, build, server
from bench.windows.measure import Effort, Result, inside_server, through_psycopg
from bench.windows.report import lines, picture, tables, to_json
from troth.postgres.embedded.server_programs import find_programs

QUICK = Effort(rounds=25, calls=10, scans=7, turns=3, transactions=300)
FULL = Effort(rounds=40, calls=20, scans=3, turns=5, transactions=1000)

WITHHELD = """\
  This server has an upsert advisory, so `troth apply` would grant no window insert and update on
  one table here. These windows are compiled for the next minor version, to measure both."""


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.windows", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--small", action="store_true", help="10,000 people only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables into this page of the documentation")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write the picture of the documentation there")
    parser.add_argument("--folder", type=Path, help="keep the databases there, and use those that are there")
    parser.add_argument("--only", nargs="+", metavar="PURPOSE", help="these purposes alone")
    chosen = parser.parse_args()
    effort, sizes = QUICK if chosen.quick else FULL, (SMALL,) if chosen.small else (SMALL, LARGE)
    results = measured(sizes, effort, only=chosen.only, folder=chosen.folder)
    print("\n".join(lines(results)))
    if chosen.page:
        put(chosen.page, "windows", tables(results))
    if chosen.picture:
        chosen.picture.write_text(picture(results))
    if chosen.json:
        chosen.json.write_text(json.dumps([to_json(result) for result in results], indent=1))


def measured(
    sizes: Sequence[Size], effort: Effort, *, only: Sequence[str] | None = None, folder: Path | None = None
) -> list[Result]:
    """Every statement of every purpose at every size."""
    results: list[Result] = []
    with _home(folder) as home, server(home) as running, kept_apart(running.folder / "data"):
        for size in sizes:
            begun = time.monotonic()
            market = build(home, size)
            print(f"PostgreSQL {market.version}, {size.people:,} people: ready in {time.monotonic() - begun:.0f} s")
            if market.withheld:
                print(WITHHELD)
            results += _measured(market, effort, only)
    return results


def _measured(market: Marketplace, effort: Effort, only: Sequence[str] | None) -> Iterator[Result]:
    program = _pgbench()
    purposes = [purpose for purpose in market.windows if not only or purpose in only]
    for purpose in purposes:
        print(f"  {purpose} ...", flush=True)
        yield from through_psycopg(market, purpose, effort)
        if program:
            yield from inside_server(market, purpose, effort, program)


def _pgbench() -> str | None:
    found = Path(find_programs()["pgbench"])
    return str(found) if found.is_file() else shutil.which("pgbench")


@contextmanager
def _home(folder: Path | None) -> Iterator[Path]:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as made:
        yield Path(made)


if __name__ == "__main__":
    main()
