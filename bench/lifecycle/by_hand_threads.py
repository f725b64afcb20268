"""The best hand-written sweep of the board: messages nobody needs go, unless one that stays answers them in the end."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

OLD = sql.SQL(
    "m.written_at < now() - interval '2 years'"
    " and not exists (select from troth.restriction_customer as r where r.subject = m.customer_id)"
    " and not exists (select from troth.hold as h where h.key = jsonb_build_array(m.customer_id))"
)
OVER = sql.SQL(
    "c.last_seen_at < now() - interval '3 years'"
    " and not exists (select from troth.restriction_customer as r where r.subject = c.customer_id)"
    " and not exists (select from troth.hold as h where h.key = jsonb_build_array(c.customer_id))"
    " and not exists (select from message as m where m.customer_id = c.customer_id)"
)
ANSWERED = sql.SQL(
    "with recursive old as materialized (select m.message_id, m.answers from message as m where {0}),"
    " stays (id) as (select o.message_id from old as o join message as m on m.answers = o.message_id where not ({0})"
    " union select o.answers from stays as s join old as o on o.message_id = s.id where o.answers is not null)"
).format(OLD)
"""What is old and what of it stays, because a message that is not old answers it, or one that stays."""

MESSAGES = sql.SQL(
    "{} delete from message as m using old as o where o.message_id = m.message_id"
    " and not exists (select from stays as s where s.id = m.message_id)"
).format(ANSWERED)
LISTED = sql.SQL(
    "create temporary table due as {} select row_number() over (order by o.message_id desc) as n, o.message_id as id"
    " from old as o where not exists (select from stays as s where s.id = o.message_id)"
).format(ANSWERED)
IN_BATCH = sql.SQL(
    "delete from message as m using due where m.message_id = due.id and due.n > %(after)s and due.n <= %(to)s and {}"
    " and not exists (select from message as a where a.answers = m.message_id and a.message_id not in"
    " (select id from due where n > %(after)s and n <= %(to)s))"
).format(OLD)
"""Answers first: whatever answers a message of the batch has gone before, or goes with it."""

PEOPLE = sql.SQL("delete from customer as c where {}").format(OVER)
LISTED_PEOPLE = sql.SQL(
    "create temporary table due as select row_number() over () as n, c.customer_id as id from customer as c where {}"
).format(OVER)
PEOPLE_IN_BATCH = sql.SQL(
    "delete from customer as c using due where c.customer_id = due.id and due.n > %(after)s and due.n <= %(to)s and {}"
).format(OVER)


def at_once(connection: psycopg.Connection[Any]) -> int:
    """One statement for each table; how many rows it took."""
    return sum(connection.execute(query).rowcount for query in (MESSAGES, PEOPLE))


def in_batches(connection: psycopg.Connection[Any], batch: int) -> int:
    """A list for each table, and a transaction for each stretch of it."""
    works = ((LISTED, IN_BATCH), (LISTED_PEOPLE, PEOPLE_IN_BATCH))
    return sum(_in_batches(connection, listed, query, batch) for listed, query in works)


def _in_batches(connection: psycopg.Connection[Any], listed: sql.Composed, query: sql.Composed, batch: int) -> int:
    for each in (
        sql.SQL("drop table if exists due"),
        listed,
        sql.SQL("create index on due (n)"),
        sql.SQL("analyze due"),
    ):
        connection.execute(each)
    ((many,),) = connection.execute("select count(*) from due").fetchall()
    stretches = ({"after": after, "to": after + batch} for after in range(0, many, batch))
    return sum(connection.execute(query, stretch).rowcount for stretch in stretches)
