"""python -m bench.lifecycle: copying and erasing one person among many, a sweep, and what a million people take."""

from __future__ import annotations

import argparse
import resource

from bench.lifecycle.person import as_peers, growth
from bench.lifecycle.scale import scale
from bench.lifecycle.sweep import sweep

SIZES, QUICK = (10_000, 100_000, 1_000_000), (1_000, 10_000)


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.lifecycle", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small shops")
    parser.add_argument("--only", choices=["growth", "peers", "sweep", "scale"], help="one of the four")
    parser.add_argument("--rows", type=int, help="how many expired rows a sweep finds")
    chosen = parser.parse_args()
    if chosen.only in (None, "peers"):
        for line in as_peers(2_000 if chosen.quick else 10_000):
            print(line, flush=True)
    if chosen.only in (None, "growth"):
        for line in growth(QUICK if chosen.quick else SIZES):
            print(line, flush=True)
    if chosen.only in (None, "sweep"):
        for line in sweep(chosen.rows or (50_000 if chosen.quick else 1_000_000)):
            print(line, flush=True)
    if chosen.only in (None, "scale"):
        for line in scale(20_000 if chosen.quick else 1_000_000):
            print(line, flush=True)
    print(f"The client's memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
