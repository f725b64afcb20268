"""What the ledger costs: entries a second, sealing, auditing, and its share of a consent.

`python -m bench.ledger` on a PostgreSQL of its own with fsync on, or on TROTH_BENCH_DATABASE (a superuser's URL of an
empty database).
"""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg

from troth.client import Troth
from troth.ledger.audit import audit
from troth.ledger.entry import Entry
from troth.ledger.export import export
from troth.ledger.proofs import prove_inclusion
from troth.ledger.sealer import seal
from troth.ledger.signing import KeyFile
from troth.ledger.store import record_all
from troth.postgres.embedded.server import embedded_database
from troth.standing.desk import Book

ASSETS = Path(__file__).parent.parent / "tests" / "assets" / "marketplace"
ONE_BY_ONE = 2_000
GROUPED = {10: 10_000, 100: 50_000, 1_000: 200_000}
CONSENTS = 300
ROUNDS = 5
PSEUDONYM = "member:" + "0f" * 32

Connection = psycopg.Connection[Any]


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """The URL of an empty database whose commits reach the disk."""
    if given := os.environ.get("TROTH_BENCH_DATABASE"):
        yield given
        return
    with embedded_database(folder, fast=False) as server:
        yield server.url


def entries(count: int) -> list[Entry]:
    detail = {"policy_version": 3}
    about = {"what": "consent", "actor": "ana", "purpose": "newsletter", "subject": PSEUDONYM}
    return [Entry(**about, detail=detail) for _ in range(count)]


def rate(connection: Connection, group: int, total: int) -> float:
    """Entries a second, each group in a transaction of its own."""
    began = time.perf_counter()
    for _ in range(total // group):
        with connection.transaction():
            record_all(connection, entries(group))
    return total / (time.perf_counter() - began)


def consents(troth: Troth) -> float:
    """Seconds for a consent and its withdrawal, of members who have a pseudonym: the median."""
    taken = []
    for number in range(CONSENTS):
        subject = troth.subject("member", number % 20 + 1)
        began = time.perf_counter()
        subject.consent("newsletter", actor="ana")
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def share(troth: Troth) -> tuple[float, float]:
    """Seconds of a consent with the ledger and without, in turns; medians of the rounds."""
    with_ledger, without = [], []
    consents(troth)
    for _ in range(ROUNDS):
        with_ledger.append(consents(troth))
        with patch.object(Book, "_enter", lambda _self, _entry: None):
            without.append(consents(troth))
    return statistics.median(with_ledger), statistics.median(without)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        with database(folder) as url, psycopg.connect(url, autocommit=True) as owner:
            owner.execute((ASSETS / "schema.sql").read_bytes())
            owner.execute(
                "insert into member (full_name, email) select 'x', n || '@example.org' from generate_series(1, 20) n"
            )
            with Troth(ASSETS / "privacy", url, prefix="benchledger") as troth:
                troth.apply(troth.plan())
                with_ledger, without = share(troth)
            owner.execute("set role benchledger_keeper")
            measure(owner, folder)
            extra = with_ledger - without
            of_it = f"of which the ledger {extra * 1e3:.2f} ms ({extra / with_ledger:.0%})"
            print(f"consent                 {with_ledger * 1e3:10.2f} ms, {of_it}")


def measure(connection: Connection, folder: Path) -> None:
    """Entries, sealing, proof, export and audit."""
    fsync = connection.execute("show fsync").fetchone()
    print(f"fsync {fsync[0] if fsync else '?'}, server {connection.info.server_version}")
    print(f"entries one by one      {rate(connection, 1, ONE_BY_ONE):10,.0f} /s")
    for group, total in GROUPED.items():
        print(f"entries by {group:<5,}        {rate(connection, group, total):10,.0f} /s")
    key = KeyFile.make(folder / "ledger.key", "bench")
    began = time.perf_counter()
    sealed = seal(connection, key)
    print(f"sealing {sealed.size:>9,}       {sealed.size / (time.perf_counter() - began):10,.0f} /s")
    began = time.perf_counter()
    assert prove_inclusion(connection, sealed.size // 3, sealed.size).holds(sealed.root)
    print(f"one inclusion proof     {(time.perf_counter() - began) * 1e3:10.1f} ms")
    path = folder / "ledger.jsonl"
    began = time.perf_counter()
    export(connection, path)
    print(
        f"export                  {sealed.size / (time.perf_counter() - began):10,.0f} /s, "
        f"{path.stat().st_size >> 20} MB"
    )
    rates = []
    for _ in range(3):
        began = time.perf_counter()
        report = audit(path, str(key.public), checkpoint=sealed.note)
        rates.append(sealed.size / (time.perf_counter() - began))
        assert report.sound, report
    print(f"audit                   {max(rates):10,.0f} /s (best of 3; worst {min(rates):,.0f})")


if __name__ == "__main__":
    main()
