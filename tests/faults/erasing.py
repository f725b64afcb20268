"""A shop whose members are erased one after the other by a process of its own, which can be killed at any moment.

Run by itself it erases everybody who is left, or replays the journal, and says after each person that they are done.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from troth.client import Troth

TIMES = int(os.environ.get("TROTH_FAULTS", "10"))
"""How often something is killed."""

SCHEMA = """
create table member (member_id bigint primary key, full_name text, email text, seen_on date not null);
create table orders (
  order_id bigint primary key, buyer_id bigint references member, ship_to text, total numeric, placed_on date not null
);
create table visit (visit_id bigint primary key, member_id bigint references member, ip text, seen_on date not null);
create index on orders (buyer_id);
create index on visit (member_id);
"""
POLICY = """
policy: shop
version: 1
effective: 2026-01-01
time_zone: Europe/Berlin
controller: {name: Shop, contact: privacy@shop.example, country: DE}
subjects: {member: {says: "People who buy here"}}
categories: {name: "Name", email: "E-mail", address: "Address", order: "What was bought", ip: "Internet address"}
purposes:
  account:
    {says: "Run accounts", basis: contract, uses: [name, email, address], keep: 3 years after seen, on_erasure: end}
  books: {says: "Keep accounts", basis: legal_obligation, law: "Tax code", uses: [order], keep: 10 years after placed}
  fraud:
    {says: "Stop fraud", basis: legitimate_interest, interest: "Fraud harms", uses: [ip], keep: 1 year after visited}
  letters: {says: "Write letters", basis: consent, uses: [email], direct_marketing: true, suppress: [email]}
"""
TABLES = """
tables:
  member: {subject: member, columns: {full_name: name, email: email, seen_on: plain}}
  orders: {owners: {buyer: {member: buyer_id}}, columns: {ship_to: address, total: order, placed_on: plain}}
  visit: {owners: {member: {member: member_id}}, columns: {ip: ip, seen_on: plain}}
events: {seen: member.seen_on, placed: orders.placed_on, visited: visit.seen_on}
"""
PEOPLE = """
insert into member select n, 'Member ' || n, 'm' || n || '@example.org', current_date from generate_series(1, {0}) as n;
insert into orders select n, n, 'A street', 10, current_date from generate_series(1, {0}, 2) as n;
insert into visit select n, n, '10.0.0.1', current_date from generate_series(1, {0}) as n;
"""

STATE = """
select m.n,
       coalesce((select array[full_name, email] from member where member_id = m.n), '{}')
         || coalesce((select array[ship_to, total::text] from orders where buyer_id = m.n), '{}')
         || coalesce((select array[ip] from visit where member_id = m.n), '{}')
         || (select array_agg(purpose) from troth.consent_member where subject = m.n)
         || (select array_agg(distinct scope order by scope) from troth.hidden_member where subject = m.n)
         || coalesce((select array['erased in history'] from troth.history_member
                       where subject = m.n and word = 'erase' limit 1), '{}')
  from generate_series(1, %s) as m (n)
"""
"""Everything that the database says of a person, in one array."""


def shop(folder: Path, url: str, people: int) -> Troth:
    """The shop with its policy applied, and people who consented to letters."""
    with psycopg.connect(url, autocommit=True) as company:
        company.execute(SCHEMA)
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "tables.yaml").write_text(TABLES)
    troth = Troth(folder, url, secret="of the faults")
    troth.apply(troth.plan())
    with psycopg.connect(url, autocommit=True) as company:
        company.execute(PEOPLE.format(people).encode())
    troth.consent_many("member", list(range(1, people + 1)), "letters")
    return troth


def untouched(number: int) -> list[str]:
    orders = ["A street", "10"] if number % 2 else []
    return [f"Member {number}", f"m{number}@example.org", *orders, "10.0.0.1", "letters"]


def erased(number: int) -> list[str | None]:
    """With an order the row stays for the books; without one nothing is left, not even standing."""
    return [None, None, None, "10", "account", "fraud", "erased in history"] if number % 2 else []


@dataclass(frozen=True)
class Said:
    """What a process had said when it ended: who is done. `finished` if it was not killed."""

    done: frozenset[int]
    finished: bool


def states(url: str, people: int) -> dict[int, list[str | None]]:
    """What the database says of everybody."""
    with psycopg.connect(url, autocommit=True) as connection:
        return {number: list(state) for number, state in connection.execute(STATE, [people])}


def half_done(url: str, people: int) -> list[str]:
    """Whoever is neither as before nor wholly erased."""
    found = states(url, people).items()
    return [f"{n}: {state}" for n, state in found if state not in (untouched(n), erased(n))]


def run_and_kill(what: str, folder: Path, url: str, kill: Callable[[int], None], *, longest: float) -> Said:
    """Start a process that erases or replays; once it has begun, call `kill` with its number after a random time."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, __file__, what, str(folder), url]
    done: list[int] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        timer = threading.Timer(random.uniform(0, longest), kill, [process.pid])
        timer.start()
        for line in process.stdout:
            done.append(int(line.split()[1]))
        process.wait()
        timer.cancel()
        timer.join()
    return Said(frozenset(done), process.returncode == 0)


def kill_process(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return


def _erase(troth: Troth) -> None:
    with troth.owner() as connection:
        left = connection.execute("select member_id from member where full_name is not null order by 1").fetchall()
    print("begun", flush=True)
    for (number,) in left:
        troth.subject("member", number).plan_erasure().apply(because="a test")
        print("done", number, flush=True)


def _replay(troth: Troth) -> None:
    plan = troth.restored.plan()
    print("begun", flush=True)
    troth.restored.replay(plan, told=lambda said: print("done", said.split(":")[0].split()[-1], flush=True))


def main(what: str, folder: str, url: str) -> None:
    with Troth(folder, url, secret="of the faults") as troth:
        (_erase if what == "erase" else _replay)(troth)


def wait_for(url: str) -> None:
    """Until a server that was killed lets people in again."""
    for _ in range(600):
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise TimeoutError


if __name__ == "__main__":
    main(*sys.argv[1:])
