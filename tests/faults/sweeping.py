"""A shop with much that is due, swept in small batches by a process of its own, which can be killed at any moment.

Of every four members one is here; one has an account that is over, and an order that the books keep; one is gone with
all they had; and one brought in somebody who is here. Orders and invoices refer to each other in a circle.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

from faults.killing import SECRET
from opening import HEAD, set_up, write_files
from troth.client import Troth

PEOPLE = 240
BATCH = 8
SCHEMA = """
create table member (
  member_id bigint primary key, brought_by bigint references member, full_name text, email text, seen_on date not null
);
create table orders (
  order_id bigint primary key, buyer_id bigint references member, invoice_id bigint, ship_to text, total numeric,
  placed_on date not null
);
create table invoice (
  invoice_id bigint primary key, order_id bigint not null references orders deferrable initially deferred, note text
);
alter table orders add foreign key (invoice_id) references invoice;
create table visit (visit_id bigint primary key, member_id bigint references member, ip text, seen_on date not null);
create table parcel (parcel_id bigint primary key, visit_id bigint, stamp text, seen_on date not null);
create index on member (brought_by);
create index on orders (buyer_id);
create index on orders (invoice_id);
create index on invoice (order_id);
create index on visit (member_id);
create index on parcel (visit_id);
"""
POLICY = (
    HEAD
    + """subjects: {member: {says: "People who buy here"}}
categories:
  {name: "Name", email: "E-mail", address: "Address", order: "What was bought", ip: "Internet address", who: "Friends"}
purposes:
  account:
    {says: "Run accounts", basis: contract, uses: [name, email, address, who], keep: 3 years after seen,
     on_erasure: end}
  books: {says: "Keep accounts", basis: legal_obligation, law: "Tax code", uses: [order], keep: 10 years after placed}
  fraud:
    {says: "Stop fraud", basis: legitimate_interest, interest: "Fraud harms", uses: [ip], keep: 1 year after visited}
  letters: {says: "Write letters", basis: consent, uses: [email]}
"""
)
TABLES = """
tables:
  member: {subject: member, columns: {brought_by: who, full_name: name, email: email, seen_on: plain}}
  orders:
    owners: {buyer: {member: buyer_id}}
    columns: {invoice_id: order, ship_to: address, total: order, placed_on: plain}
  invoice: {owners: {buyer: {member: order_id > orders.buyer_id}}, columns: {note: {holds: address, erase: {set: -}}}}
  visit: {owners: {member: {member: member_id}}, columns: {ip: ip, seen_on: plain}}
  parcel: {owners: {member: {member: visit_id > visit.member_id}}, columns: {stamp: ip, seen_on: plain}}
links: {parcel.visit_id: visit.visit_id}
events: {seen: member.seen_on, placed: orders.placed_on, visited: visit.seen_on}
"""
PEOPLE_OF_THE_SHOP = """
insert into member select n, null, 'Member ' || n, 'm' || n || '@example.org',
  current_date - case when n % 4 = 0 then 0 else 3000 end from generate_series(1, {0}) as n;
update member set brought_by = member_id - 1 where member_id % 4 = 0;
insert into orders select n, n, null, 'A street', 10, current_date - (array[0, 2000, 5000])[n % 4 + 1]
  from generate_series(1, {0}) as n where n % 4 < 3;
insert into invoice select order_id, order_id, 'To a street' from orders where order_id % 3 > 0;
update orders set invoice_id = order_id where order_id % 3 > 0;
insert into visit select n, n, '10.0.0.1', current_date - n % 5 * 200 from generate_series(1, {0}) as n;
insert into parcel select n, n, 'a stamp', current_date from generate_series(1, {0}) as n;
"""

ROWS = " union all ".join(
    f"select '{table}', {key}, to_jsonb(t)::text from {table} as t"
    for table, key in {
        "member": "member_id", "orders": "order_id", "invoice": "invoice_id", "visit": "visit_id", "parcel": "parcel_id"
    }.items()
)  # fmt: skip
DANGLING = """
select 'orders', count(*) from orders o where not exists (select from member m where m.member_id = o.buyer_id)
  and buyer_id is not null
union all select 'orders', count(*) from orders o where not exists (select from invoice i
  where i.invoice_id = o.invoice_id) and invoice_id is not null
union all select 'member', count(*) from member m where not exists (select from member b
  where b.member_id = m.brought_by) and brought_by is not null
union all select 'invoice', count(*) from invoice i
  where not exists (select from orders o where o.order_id = i.order_id)
union all select 'visit', count(*) from visit v where not exists (select from member m where m.member_id = v.member_id)
  and member_id is not null
union all select 'parcel', count(*) from parcel p where not exists (select from visit v where v.visit_id = p.visit_id)
  and visit_id is not null
"""
"""References that lead nowhere; the last is a link that only the data map knows."""

STANDING = """
select 'consent', subject, purpose, count(*) from troth.consent_member group by 2, 3
union all select 'history', subject, word, count(*) from troth.history_member group by 2, 3
union all select 'evidence', null, word, count(*) from troth.evidence group by 3
"""

Rows = dict[tuple[str, int], dict[str, Any]]


def shop(folder: Path, url: str) -> None:
    """The shop with its policy applied, and every seventh member's consent to letters; some are withdrawn."""
    with psycopg.connect(url, autocommit=True) as company:
        company.execute(SCHEMA)
        with Troth(write_files(folder / "privacy", POLICY, TABLES), url, secret=SECRET) as troth:
            set_up(troth)
            company.execute(PEOPLE_OF_THE_SHOP.format(PEOPLE).encode())
            troth.consent_many("member", list(range(1, PEOPLE + 1, 7)), "letters")
            for number in range(1, PEOPLE + 1, 21):
                troth.subject("member", number).withdraw("letters")


def rows(url: str) -> Rows:
    """Every row of the company's."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(ROWS.encode()).fetchall()
    return {(table, key): json.loads(row) for table, key, row in found}


def standing(url: str) -> list[tuple[Any, ...]]:
    """What Troth's own tables say of people, without times."""
    with psycopg.connect(url, autocommit=True) as connection:
        return sorted(connection.execute(STANDING.encode()).fetchall(), key=str)


def dangling(url: str) -> list[tuple[str, int]]:
    """References that lead nowhere, by table."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(DANGLING.encode()).fetchall()
    return [(table, count) for table, count in found if count]


def taken(before: Rows, now: Rows) -> Counter[str]:
    """How many rows of each table are gone, and how many cells of each column are another."""
    found: Counter[str] = Counter()
    for (table, key), row in before.items():
        left = now.get((table, key))
        if left is None:
            found[table] += 1
        else:
            found.update(f"{table}.{column}" for column in row if row[column] != left[column])
    return found


def entered(url: str) -> Counter[str]:
    """The same as the ledger has it, batch by batch."""
    found: Counter[str] = Counter()
    with psycopg.connect(url, autocommit=True) as connection:
        entries = connection.execute("select entry from troth.ledger_entry").fetchall()
    for entry in (json.loads(text) for (text,) in entries):
        for table, part in entry["detail"].get("tables", {}).items() if entry["what"] == "sweep" else ():
            found[table] += part["deleted"]
            found.update({f"{table}.{column}": count for column, count in part["erased"].items()})
    return +found


def counted(url: str) -> tuple[int, int]:
    """Rows deleted and cells erased, as the sweeps themselves have counted."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "select coalesce(sum(deleted), 0), coalesce(sum(erased), 0) from troth.sweep"
        ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def main(folder: str, url: str) -> None:
    with Troth(folder, url, secret=SECRET) as troth:
        troth.compiled()
        print("begun", flush=True)
        troth.sweep(batch=BATCH)


if __name__ == "__main__":
    main(*sys.argv[1:])
