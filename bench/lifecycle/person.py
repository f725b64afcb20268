"""One person copied and erased, through the library and by plain SQL: does the time grow with the database?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from bench.lifecycle.shop import AS_PEERS, FEW, TWO_HUNDRED, Shop, server, shop

COPY_BY_HAND = """
select json_build_object(
  'customer', (select json_agg(c) from customer as c where customer_id = %(who)s),
  'address', (select json_agg(c) from address as c where customer_id = %(who)s),
  'card', (select json_agg(c) from card as c where customer_id = %(who)s),
  'orders', (select json_agg(c) from orders as c where customer_id = %(who)s),
  'item', (select json_agg(c) from item as c join orders as o using (order_id) where o.customer_id = %(who)s),
  'ticket', (select json_agg(c) from ticket as c where customer_id = %(who)s),
  'message', (select json_agg(c) from message as c join ticket as t using (ticket_id) where t.customer_id = %(who)s),
  'login', (select json_agg(c) from login as c where customer_id = %(who)s),
  'review', (select json_agg(c) from review as c where customer_id = %(who)s),
  'wish', (select json_agg(c) from wish as c where customer_id = %(who)s),
  'voucher', (select json_agg(c) from voucher as c where customer_id = %(who)s),
  'device', (select json_agg(c) from device as c where customer_id = %(who)s))
"""
DELETE = sql.SQL("delete from {} where customer_id = %(who)s")
ERASE_BY_HAND: tuple[sql.SQL | sql.Composed, ...] = (
    sql.SQL("delete from message using ticket as t where message.ticket_id = t.ticket_id and t.customer_id = %(who)s"),
    sql.SQL("delete from item using orders as o where item.order_id = o.order_id and o.customer_id = %(who)s"),
    *(
        DELETE.format(sql.Identifier(table))
        for table in ("address", "card", "orders", "ticket", "login", "review", "wish", "voucher", "device", "customer")
    ),
)
WARM_UP = 10


@dataclass(frozen=True, kw_only=True)
class Result:
    """Milliseconds of each work, by its name, in a shop of so many people: the median, and the least, which other work
    on the machine disturbs least."""

    people: int
    rows: int
    medians: Mapping[str, float]
    least: Mapping[str, float]


def measure(people: int, rows: Mapping[str, int], others: Mapping[str, int], *, rounds: int = 40) -> Result:
    """Copies and erasures of people with these rows, among others with theirs."""
    with server() as (_, home), shop(home, f"shop_{people}") as made:
        subjects = 4 * (rounds + WARM_UP)
        made.add(1, people, others)
        made.add(people + 1, people + subjects, rows)
        made.analyze()
        times = _measured(made, people + 1, rounds)
        medians = {name: statistics.median(taken) for name, taken in times.items()}
        least = {name: min(taken) for name, taken in times.items()}
        return Result(people=people, rows=1 + sum(rows.values()), medians=medians, least=least)


def _measured(made: Shop, first: int, rounds: int) -> dict[str, list[float]]:
    whom = iter(range(first, first + 4 * (rounds + WARM_UP)))
    with psycopg.connect(made.owner, autocommit=True) as owner:
        owner.prepare_threshold = 0
        works: dict[str, Callable[[int], Any]] = {
            "copy by hand": lambda who: owner.execute(COPY_BY_HAND, {"who": who}).fetchone(),
            "copy": lambda who: made.troth.subject("customer", who).access(because="a benchmark"),
            "erase by hand": lambda who: _erase_by_hand(owner, who),
            "erase": lambda who: _erase(made, who),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for count in range(rounds + WARM_UP):
            for name, work in works.items():
                who = next(whom)
                begun = time.perf_counter()
                work(who)
                if count >= WARM_UP:
                    times[name].append((time.perf_counter() - begun) * 1000)
    return times


def _erase_by_hand(owner: psycopg.Connection[Any], who: int) -> None:
    with owner.transaction(), owner.pipeline():
        for statement in ERASE_BY_HAND:
            owner.execute(statement, {"who": who})


def _erase(made: Shop, who: int) -> None:
    made.troth.subject("customer", who).plan_erasure().apply(because="a benchmark")


def growth(sizes: tuple[int, ...]) -> Iterator[Result]:
    """A person of 200 rows in 10 tables, in shops of growing size."""
    return (measure(size, TWO_HUNDRED, FEW) for size in sizes)


def as_peers(people: int = 10_000) -> Iterator[Result]:
    """The shape others were measured on: 96 rows in 7 tables for everybody; then a person with 10,000 rows more."""
    yield measure(people, AS_PEERS, AS_PEERS)
    heavy = {**AS_PEERS, "login": 10_050}
    yield measure(2_000, heavy, AS_PEERS, rounds=5)
