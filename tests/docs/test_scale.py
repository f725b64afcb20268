"""The page on performance says which statements read too much of a table: what looks for them sees a missing index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from bench.lifecycle.scale import ROWS, carried_out
from bench.lifecycle.scans import Done, Explained, Scan
from bench.lifecycle.shop import Shop, server, shop
from bench.lifecycle.works import Work, about_one

PEOPLE = 3_000
ONE = ("copied one person", "erased one person", "a request, from its opening to its closing")


@pytest.fixture(scope="module")
def filled() -> Iterator[tuple[Shop, Explained]]:
    with server() as (running, home), shop(home, "scale") as made:
        made.add(1, PEOPLE, ROWS)
        made.analyze()
        yield made, Explained(running.folder / "server.log")


def missed(filled: tuple[Shop, Explained], people: int) -> dict[str, set[str]]:
    """By the name of a work, the tables of which it should have read less."""
    made, explained = filled
    steps = [carried_out(work, made, explained) for work in about_one(made, people)]
    assert all(step.statements for step in steps)
    found = {step.name: {read.table for read in step.reads if not read.excuse} for step in steps}
    return {name: tables for name, tables in found.items() if tables}


@pytest.mark.slow
def test_an_index_that_is_dropped_is_missed(filled: tuple[Shop, Explained]) -> None:
    assert missed(filled, PEOPLE) == {}
    with psycopg.connect(filled[0].owner) as owner:
        owner.execute("drop index login_customer_id_idx")
    found = missed(filled, PEOPLE - 1_000)
    assert set(ONE) <= set(found) and set().union(*found.values()) == {"login"}


def plan(**more: object) -> Done:
    node = {"Node Type": "Seq Scan", "Parallel Aware": False, "Relation Name": "login", "Actual Loops": 1}
    return Done(
        text="-- Somebody's logins.\nselect 1", milliseconds=1, plan={"Node Type": "Limit", "Plans": [node | more]}
    )


def test_rows_that_are_thrown_away_were_read() -> None:
    (scan,) = plan(**{"Actual Rows": 1.0, "Rows Removed by Filter": 2_000}).scans()
    assert scan == Scan("login", by_index=False, again=False)
    assert not plan(**{"Actual Rows": 1.0, "Rows Removed by Filter": 20}).scans()


def test_few_rows_again_and_again_are_many() -> None:
    (scan,) = plan(**{"Actual Rows": 20.0, "Actual Loops": 100}).scans()
    assert scan.again
    work = Work(name="planned", do=str, everything={"": "everything is asked"})
    assert work.excuse(scan, plan()) is None


def test_an_index_from_end_to_end_says_nothing() -> None:
    whole, some = {"Node Type": "Index Only Scan", "Actual Rows": 5_000.0}, {"Index Cond": "(customer_id = 1)"}
    (read,), (looked_up,) = plan(**whole).scans(), plan(**whole, **some).scans()
    assert (read.by_index, looked_up.by_index) == (False, True)
    assert Work(name="copied", do=str).excuse(looked_up, plan()) is None
    assert Work(name="swept", do=str, most=2_000).excuse(looked_up, plan())


def test_only_the_statements_that_are_named_are_excused() -> None:
    work = Work(name="swept", do=str, everything={"Somebody's logins": "all are asked"})
    scan = Scan("login", by_index=False, again=False)
    assert work.excuse(scan, plan()) == "all are asked"
    assert work.excuse(scan, Done(text="select 2", milliseconds=1, plan={})) is None


def test_the_plans_of_a_log_are_read(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    found = json.dumps({"Query Text": "select 1", "Plan": {"Node Type": "Result", "Actual Loops": 1}}, indent=2)
    lines = "\n\t".join(found.splitlines())
    log.write_text(f"2026 [1] LOG:  duration: 1.5 ms  plan:\n\t{lines}\n2026 [1] LOG:  checkpoint starting\n")
    assert [(done.text, done.milliseconds) for done in Explained(log).done()] == [("select 1", 1.5)]
