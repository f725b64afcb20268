"""python -m bench.gdpr: GDPRbench on bare PostgreSQL, made compliant by hand, and on Troth, in one run."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench.cores import kept_apart
from bench.gdpr.in_sql import IN_SQL, InSql
from bench.gdpr.measure import Result, peak_memory, run, whole
from bench.gdpr.operations import MIXES
from bench.gdpr.oracle import Oracle
from bench.gdpr.records import DATA_BYTES, Record, record
from bench.gdpr.report import lines, operations, picture, tables, verdicts
from bench.gdpr.stores import BARE, BARE_APART, BY_HAND, Bare, BareApart, ByHand, Store
from bench.gdpr.with_troth import NAME as TROTH
from bench.gdpr.with_troth import OnTroth
from bench.pages import put
from troth.postgres.embedded.server import EmbeddedServer, embedded_database

QUICK = {10_000: 300}
FULL = {10_000: 1_000, 100_000: 300, 1_000_000: 64}
"""How many operations of each mix that grows with the records, by how many records there are."""
STEADY = 1_000
"""How many of each other mix: fewer would be over too soon to tell them from noise."""
PLAIN = {BARE: Bare, BY_HAND: ByHand, IN_SQL: InSql}
FILLED = (*PLAIN, TROTH)
WAYS = {BARE: BARE, BARE_APART: BARE, BY_HAND: BY_HAND, IN_SQL: IN_SQL, TROTH: TROTH}
"""Every way, by which of the filled databases it begins with."""

SETTINGS = {"shared_buffers": "4GB", "max_wal_size": "16GB", "jit": "off"}
"""Commits reach the disk, and all records of all ways have room in memory."""


def main() -> None:
    """Fill, ask, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.gdpr", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="10,000 records and few operations")
    parser.add_argument("--sizes", nargs="+", type=int, metavar="N", help="these numbers of records alone")
    parser.add_argument("--latency", action="store_true", help="print each operation's percentiles too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables into this page of the documentation")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write the picture of the documentation there")
    chosen = parser.parse_args()
    plan = QUICK if chosen.quick else FULL
    if chosen.sizes:
        plan = {size: FULL.get(size, 300) for size in chosen.sizes}
    results: list[Result] = []
    for found in measured(plan):
        results += found
        _write(results, chosen)
    print("\n".join(lines(results)))
    if chosen.latency:
        print("\n".join(operations(results)))
    print("\n".join(verdicts(results)))
    print(f"The client's memory, records of the right answers included: {peak_memory():.0f} MB at most")


def _write(results: Sequence[Result], chosen: argparse.Namespace) -> None:
    """What is known so far, wherever it is wanted: a run that is stopped has not been for nothing."""
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(result) for result in results], indent=1))
    if chosen.page:
        put(chosen.page, "gdprbench", tables(results))
    if chosen.picture:
        chosen.picture.write_text(picture(results))


def measured(plan: Mapping[int, int]) -> Iterator[list[Result]]:
    """Every mix, one size after the other: so many operations for so many records."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        Path(home).chmod(0o711)
        server = embedded_database(Path(home), database="chief", settings=SETTINGS)
        with server, kept_apart(server.folder / "data"):
            for records, count in plan.items():
                yield _size(server, Path(home), records, count)


def _size(server: EmbeddedServer, home: Path, records: int, count: int) -> list[Result]:
    """All mixes at one size, each on databases of its own, copied from those that were filled once."""
    results: list[Result] = []
    begun = time.monotonic()
    filled, folder = [record(number) for number in range(records)], home / f"{records}"
    _fill(server, filled, folder)
    _say(f"{records:,} records: filled", begun)
    for number, mix in enumerate(MIXES):
        stores, oracle = _copied(server, folder), Oracle(filled)
        _say(f"  {mix.name}: copied", begun)
        asked = count if mix.grows else STEADY
        found = run(mix, records, asked, stores, oracle, seed=number)
        _say(f"  {mix.name}: {asked:,} operations done", begun)
        shares = whole(stores, oracle)
        factors = {store.name: _space(server.superuser_url, store.name, records) for store in stores}
        for store in stores:
            store.close()
        found = [replace(result, space=factors[result.way], whole=shares[result.way]) for result in found]
        for result in found:
            if result.right < 1 or result.whole < 1:
                print(f"  {result.way}: {100 * result.whole:.4g} % of records stand right; {result.wrong}")
        print("\n".join(lines(found)), flush=True)
        results += found
    for way in WAYS:
        _drop(server.superuser_url, _database(way))
    for way in FILLED:
        _drop(server.superuser_url, _filled(way))
    return results


def _say(what: str, begun: float) -> None:
    print(f"{what}, {time.monotonic() - begun:.0f} s", flush=True)


def _database(way: str) -> str:
    return way.lower().replace(" ", "_")


def _filled(way: str) -> str:
    return f"filled_{_database(way)}"


def _fill(server: EmbeddedServer, records: Sequence[Record], folder: Path) -> None:
    """A database for each way, filled."""
    for way in FILLED:
        name, owner = _filled(way), sql.Identifier(str(conninfo_to_dict(server.url)["user"]))
        with psycopg.connect(server.superuser_url, autocommit=True) as chief:
            chief.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(name), owner))
        url = make_conninfo(server.url, dbname=name)
        if way == TROTH:
            OnTroth.fill(url, records, folder)
        else:
            PLAIN[way].fill(url, records)
        with psycopg.connect(make_conninfo(server.superuser_url, dbname=name), autocommit=True) as chief:
            chief.execute("vacuum (analyze)")


def _copied(server: EmbeddedServer, folder: Path) -> list[Store]:
    """Every way on a fresh copy."""
    text, owner = "create database {} template {} owner {} strategy file_copy", conninfo_to_dict(server.url)["user"]
    for way, first in WAYS.items():
        _drop(server.superuser_url, _database(way))
        names = (sql.Identifier(name) for name in (_database(way), _filled(first), str(owner)))
        with psycopg.connect(server.superuser_url, autocommit=True) as chief:
            chief.execute(sql.SQL(text).format(*names))
    urls = {way: make_conninfo(server.url, dbname=_database(way)) for way in WAYS}
    plain = [Bare(urls[BARE]), BareApart(urls[BARE_APART]), ByHand(urls[BY_HAND]), InSql(urls[IN_SQL])]
    return [*plain, OnTroth(urls[TROTH], folder)]


def _space(superuser: str, name: str, records: int) -> float:
    with psycopg.connect(superuser) as chief:
        row = chief.execute("select pg_database_size(%s)", (_database(name),)).fetchone()
        empty = chief.execute("select pg_database_size('template1')").fetchone()
    assert row is not None and empty is not None
    return float(row[0] - empty[0]) / (records * DATA_BYTES)


def _drop(superuser: str, database: str) -> None:
    with psycopg.connect(superuser, autocommit=True) as chief:
        chief.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


if __name__ == "__main__":
    main()
