"""The best hand-written sweep of the benchmark's shop: the policy's conditions in plain deletes and an update.

It asks what the policy asks: clocks, consent, restriction, hold, and whether something that stays refers to the row.
It writes no ledger, says no cause, and is right for this policy and these tables alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

OVER = sql.SQL(
    "(c.closed_at < now() - interval '90 days' or c.last_seen_at < now() - interval '3 years')"
    " and not exists (select from troth.restriction_customer as r where r.subject = c.customer_id)"
    " and not exists (select from troth.hold as h where h.key = jsonb_build_array(c.customer_id))"
)
"""The account is over, and nothing that was said keeps what its person has."""
OLD = sql.SQL(
    "{0}.{1} < now() - {2}::interval"
    " and not exists (select from troth.restriction_customer as r where r.subject = {0}.customer_id)"
    " and not exists (select from troth.hold as h where h.key = jsonb_build_array({0}.customer_id))"
)
"""The same of an order or a login, which have a clock of their own."""
ORDERED = sql.SQL(
    "exists (select from orders as o where o.customer_id = c.customer_id and o.placed_at >= now() - interval '2 years')"
)
SEEN = sql.SQL(
    "exists (select from login as l where l.customer_id = c.customer_id and l.at >= now() - interval '180 days')"
)
CONSENTS = sql.SQL(
    "exists (select from troth.consent_customer as n where n.subject = c.customer_id and n.purpose = 'newsletter')"
)
REFERRED = sql.SQL(
    "(exists (select from login as l where l.customer_id = c.customer_id)"
    " or exists (select from ticket as t where t.customer_id = c.customer_id))"
)
ERASED = sql.SQL(
    "email = 'erased-' || left(encode(sha256(convert_to(jsonb_build_array('public.customer.email'::text,"
    " c.customer_id)::text, 'UTF8')), 'hex'), 24), phone = null"
)


@dataclass(frozen=True)
class Work:
    """What goes of one table: rows, or (`sets`) cells of rows that stay. `says` which, of the table under its alias."""

    table: str
    alias: str
    beside: tuple[str, ...]
    says: sql.Composable
    sets: sql.Composable | None = None

    def at_once(self) -> sql.Composed:
        """Everything in one statement."""
        return self._doing(self.beside, self.says)

    def listed(self) -> Iterator[sql.SQL | sql.Composed]:
        """Where everything lies, by number."""
        yield sql.SQL("drop table if exists due")
        yield sql.SQL(
            "create temporary table due as select row_number() over () as n, {}.ctid as id from {} where {}"
        ).format(sql.Identifier(self.alias), _tables((f"{self.table} as {self.alias}", *self.beside)), self.says)
        yield sql.SQL("create index on due (n)")
        yield sql.SQL("analyze due")

    def in_batch(self) -> sql.Composed:
        """Some of the list, asked again."""
        within = sql.SQL("{}.ctid = due.id and due.n > %(after)s and due.n <= %(to)s and {}")
        return self._doing(("due", *self.beside), within.format(sql.Identifier(self.alias), self.says))

    def _doing(self, beside: Sequence[str], says: sql.Composable) -> sql.Composed:
        table = sql.SQL("{} as {}").format(sql.Identifier(self.table), sql.Identifier(self.alias))
        if self.sets is not None:
            from_ = sql.SQL("from {}").format(_tables(beside)) if beside else sql.SQL("")
            return sql.SQL("update {} set {} {} where {}").format(table, self.sets, from_, says)
        using = sql.SQL("using {}").format(_tables(beside)) if beside else sql.SQL("")
        return sql.SQL("delete from {} {} where {}").format(table, using, says)


def _tables(named: Sequence[str]) -> sql.Composed:
    pairs = (name.split(" as ") for name in named)
    return sql.SQL(", ").join(sql.SQL(" as ").join(map(sql.Identifier, pair)) for pair in pairs)


def _all(*parts: sql.Composable) -> sql.Composed:
    return sql.SQL(" and ").join(parts)


def _old(alias: str, column: str, period: str) -> sql.Composed:
    return OLD.format(sql.Identifier(alias), sql.Identifier(column), sql.Literal(period))


MINE = sql.SQL("x.customer_id = c.customer_id")
ROWS = (
    Work("message", "x", ("ticket as t", "customer as c"), _all(
        sql.SQL("x.ticket_id = t.ticket_id and t.closed_at is not null and t.customer_id = c.customer_id"), OVER)),
    Work("item", "x", ("orders as o",), _all(
        sql.SQL("x.order_id = o.order_id"), _old("o", "placed_at", "2 years"))),
    Work("address", "x", ("customer as c",), _all(MINE, OVER, sql.SQL("not {}").format(ORDERED))),
    *(Work(table, "x", ("customer as c",), _all(MINE, OVER)) for table in ("card", "review", "wish")),
    Work("ticket", "x", ("customer as c",), _all(MINE, OVER, sql.SQL(
        "x.closed_at is not null and not exists (select from message as m where m.ticket_id = x.ticket_id)"))),
    Work("orders", "x", (), _all(_old("x", "placed_at", "2 years"), sql.SQL(
        "not exists (select from item as i where i.order_id = x.order_id)"))),
    Work("login", "x", (), _old("x", "at", "180 days")),
    Work("customer", "c", (), _all(OVER, *(sql.SQL("not {}").format(kept) for kept in (ORDERED, CONSENTS, REFERRED)))),
)  # fmt: skip
"""The rows of every table, those that refer to others first."""

EVERYTHING = (
    *ROWS,
    Work("customer", "c", (), _all(OVER, ORDERED, sql.SQL("c.phone is not null"), *(
        sql.SQL("not {}").format(kept) for kept in (SEEN, CONSENTS))), sets=ERASED),
)  # fmt: skip
"""The whole sweep. Of customers whose orders keep the name, mail and phone go."""


def at_once(connection: psycopg.Connection[Any]) -> int:
    """One statement for each table; how many rows it took."""
    return sum(connection.execute(work.at_once()).rowcount for work in EVERYTHING)


def in_batches(connection: psycopg.Connection[Any], batch: int) -> int:
    """A list for each table, and a transaction for each stretch of it."""
    return sum(_in_batches(connection, work, batch) for work in EVERYTHING)


def _in_batches(connection: psycopg.Connection[Any], work: Work, batch: int) -> int:
    for query in work.listed():
        connection.execute(query)
    ((many,),) = connection.execute("select count(*) from due").fetchall()
    query, taken = work.in_batch(), 0
    for after in range(0, many, batch):
        taken += connection.execute(query, {"after": after, "to": after + batch}).rowcount
    return taken
