"""A small shop with a policy, and an apply that can be stopped at any of its statements."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg

from faults.killing import environment
from opening import HEAD, write_files
from troth.client import Troth
from troth.postgres import run_all
from troth.rollout.apply import apply
from troth.rollout.deployment import plan_for, read_files
from troth.rollout.plan import Plan

SCHEMA = """
create table member (member_id bigint primary key, full_name text, email text);
create table orders (
  order_id bigint primary key, buyer_id bigint references member, total numeric, placed_on date not null
);
create index on orders (buyer_id);
insert into member values (1, 'Ana', 'ana@example.org');
insert into orders values (1, 1, 10, current_date);
"""
POLICY = (
    HEAD
    + """subjects: {member: {says: "People who buy here"}}
categories: {name: "Name", email: "E-mail address", order: "What was bought"}
purposes:
  selling:
    says: "Sell"
    basis: contract
    uses: [name, order]
    may: [read, add]
    keep: 2 years after order placed
    on_erasure: end
  newsletter: {says: "Write letters", basis: consent, uses: [name, email]}
"""
)
TABLES = """
tables:
  member: {subject: member, columns: {full_name: name, email: email}}
  orders: {owners: {buyer: {member: buyer_id}}, columns: {total: order, placed_on: plain}}
events: {order placed: orders.placed_on}
"""


def shop(folder: Path, url: str) -> Troth:
    """The shop's tables in a database, and its two files in a folder. Nothing is applied yet."""
    with psycopg.connect(url, autocommit=True) as company:
        company.execute(SCHEMA)
    return Troth(write_files(folder, POLICY, TABLES), url, secret="")


def everything(plan: Plan) -> tuple[str, object]:
    """What a plan starts from and what it would do: the same before and after an apply that did not happen."""
    return plan.starting_point, plan.to_json()


class Halting(psycopg.Connection[Any]):
    """A connection that calls `halt` before its n-th statement, or before the commit if n is 0."""

    nth, count = -1, 0

    def on(self, nth: int, halt: Callable[[], object]) -> None:
        self.nth, self.count, self.halt = nth, 0, halt

    def execute(self, *arguments: Any, **options: Any) -> Any:
        self.count += 1
        if self.count == self.nth:
            self.halt()
        done = super().execute(*arguments, **options)
        if self.nth == 0 and b"insert into troth.deployment" in (done._query.query if done._query else b""):
            self.halt()
        return done


def apply_halting(folder: Path, url: str, nth: int, halt: Callable[[], object]) -> None:
    """Plan and apply the policy of a folder on a connection that halts, each statement sent by itself."""
    with Halting.connect(url, autocommit=True) as connection, mock.patch.object(run_all, "AT_ONCE", 1):
        plan = plan_for(connection, read_files(folder).declared)
        connection.on(nth, halt)
        apply(connection, plan)


def killed_while_applying(folder: Path, url: str, nth: int) -> None:
    """Apply in a process of its own, and kill that process (-9) when it has come to its n-th statement."""
    program = [sys.executable, __file__, str(folder), url, str(nth)]
    pipes = {"stdout": subprocess.PIPE, "stdin": subprocess.PIPE}
    with subprocess.Popen(program, **pipes, text=True, env=environment()) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert said == "halted\n", said


def _halt() -> None:
    print("halted", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    apply_halting(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), _halt)
