"""python -m bench.needs: what a need, a pseudonym, and rules about what is written cost beside a window's basis."""

from __future__ import annotations

import argparse
import os
import random
import secrets
import statistics
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.cores import kept_apart, wanted
from bench.lifecycle.shop import Shop, server, shop
from bench.pages import put
from troth.compiler.live.live import Live
from troth.compiler.written.card_numbers import alike
from troth.compiler.written.write_rules import write_rules

HERE = Path(__file__).parent
PEOPLE, QUICK, ROUNDS = 200_000, 20_000, 5
ADDED, TEXTS = 20_000, 2_000

WINDOWS = {
    "bare": None,
    "contract": "account",
    "consent": "letter",
    "contract that needs an agreement": "service",
    "contract with pseudonyms": "analysis",
}

ASKS: Mapping[str, tuple[str, int]] = {
    "a member by key": ("select full_name, email from member where member_id = %(who)s", 40),
    "a page of 20": ("select full_name, email from member order by created_at desc limit 20", 20),
    "count all members": ("select count(*) from member", 1),
    "read every key": ("select max(member_id::text) from member", 1),
}
"""Each statement, and how often it is asked in a round. By key is not asked of pseudonyms: nobody knows one."""

ADDING = {"without rules": ("visit", "guest"), "with rules": ("sign_up", "member")}
ADD = """
insert into {} ({}, full_name, email, phone, note, born)
select i, 'Name ' || i, 'c' || i || '@example.org', '+49 30 ' || i, 'likes the club', '1990-01-01'
  from generate_series(%(first)s::bigint, %(last)s::bigint) as i
"""
WRITTEN = {
    "a text of few digits": "called 12 times about order {}",
    "a text of a card's length that is none": "order {:016d} was late",
}
RULE = sql.SQL("select count(*) filter (where {} and troth.holds_card_number(t)) from unnest(%(texts)s::text[]) as t")
"""A text is looked at closely only where it could hold a number."""

Connection = psycopg.Connection[Any]


def main() -> None:
    """Fill the club, measure, print, and put it into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m bench.needs", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few people")
    parser.add_argument("--people", type=int, help="how many members the club has")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables into this page of the documentation")
    chosen = parser.parse_args()
    people = chosen.people or (QUICK if chosen.quick else PEOPLE)
    with server() as (running, home), shop(home, "club", files=HERE) as made:
        _fill(made, people)
        with kept_apart(running.folder / "data"):
            found = [*_reading(made, people), *_writing(made, people), "", wanted(os.getloadavg()[1])]
    print("\n".join(found))
    if chosen.page:
        put(chosen.page, "needs", found)


def _fill(made: Shop, people: int) -> None:
    made.add(1, people, {})
    first = made.troth.subject("member", 1)
    first.consent("letter")
    first.agree("terms")
    with psycopg.connect(made.superuser) as chief:
        chief.execute((HERE / "standing.sql").read_text())
    made.analyze()


def _reading(made: Shop, people: int) -> Iterator[str]:
    """Every statement in every window, in turns."""
    connections = {name: _log_in(made, purpose) for name, purpose in WINDOWS.items()}
    times: dict[str, dict[str, list[float]]] = {ask: {name: [] for name in WINDOWS} for ask in ASKS}
    for ask, (text, calls) in ASKS.items():
        for count in range(-1, ROUNDS):
            for name, connection in connections.items():
                if "%(who)s" in text and name == "contract with pseudonyms":
                    continue
                taken = [_taken(connection, text, {"who": random.randrange(people) + 1}) for _ in range(calls)]
                if count >= 0:
                    times[ask][name].append(statistics.median(taken))
    medians = {ask: {name: statistics.median(of) for name, of in by.items() if of} for ask, by in times.items()}
    yield f"{people:,} people, of whom all have consented and agreed; medians."
    yield ""
    yield f"| statement | {' | '.join(WINDOWS)} |"
    yield "|---|" + "---:|" * len(WINDOWS)
    for ask, by in medians.items():
        yield f"| {ask} | {' | '.join(_readable(by[name]) if name in by else '' for name in WINDOWS)} |"
    keys = medians["read every key"]
    yield ""
    yield f"One pseudonym: {(keys['contract with pseudonyms'] - keys['contract']) / people * 1e6:.1f} µs."


def _writing(made: Shop, people: int) -> Iterator[str]:
    """Rows added through a window, and taken back; and texts that could hold the number of a card."""
    times: dict[str, list[float]] = {name: [] for name in (*ADDING, *WRITTEN)}
    given = {"first": people + 1, "last": people + ADDED}
    card_numbers = RULE.format(alike(sql.Identifier("t")))
    with _log_in(made, None) as owner:
        for _ in range(ROUNDS):
            for name, (purpose, table) in ADDING.items():
                add = sql.SQL(ADD).format(sql.Identifier(table), sql.Identifier(f"{table}_id"))
                with _log_in(made, purpose) as window, window.transaction(force_rollback=True):
                    times[name].append(_taken(window, add, given) / ADDED)
            for name, text in WRITTEN.items():
                written = {"texts": [text.format(number) for number in range(TEXTS)]}
                times[name].append(_taken(owner, card_numbers, written) / TEXTS)
    bare, ruled = (statistics.median(times[name]) for name in ADDING)
    yield ""
    yield f"Adding a row, of {ADDED:,} in one statement: {bare * 1e6:.1f} µs without rules, {ruled * 1e6:.1f} µs with"
    texts = ", ".join(_text(name, times[name]) for name in WRITTEN)
    yield f"{_rules(made)} of them. The rule about card numbers: {texts}."


def _rules(made: Shop) -> int:
    """How many rules there are about a member's row that is added."""
    compiled = made.troth.compiled()
    live = Live(compiled.policy, compiled.mapped)
    (table,) = (table for relation, table in compiled.window("sign_up").tables.items() if relation.name == "member")
    return len(list(write_rules(live, table, adds=True)))


def _text(name: str, taken: list[float]) -> str:
    return f"{name} {statistics.median(taken) * 1e6:.1f} µs"


def _taken(connection: Connection, query: str | sql.Composed, given: Mapping[str, Any]) -> float:
    """Seconds of one statement, with its answer."""
    begun = time.perf_counter()
    cursor = connection.execute(query, given)
    if cursor.description:
        cursor.fetchall()
    return time.perf_counter() - begun


def _log_in(made: Shop, purpose: str | None) -> Connection:
    """As a window, with a password that is good for this run; or as the tables' owner."""
    url = made.owner
    if purpose:
        role, password = made.troth.compiled().names.window(purpose), secrets.token_urlsafe(16)
        with psycopg.connect(made.owner) as owner:
            owner.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))
        url = make_conninfo(made.owner, user=role, password=password)
    connection = psycopg.connect(url, autocommit=True, options="-c max_parallel_workers_per_gather=0")
    connection.prepare_threshold = 0
    return connection


def _readable(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs" if seconds < 0.001 else f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
