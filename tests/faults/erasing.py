"""A shop whose members are erased one after the other by a process of its own, which can be killed at any moment.

Run by itself it erases everybody who is left, and says after each person that they are done.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

from faults.killing import SECRET
from opening import HEAD, set_up, write_files
from troth.client import Troth

PEOPLE = 200
SCHEMA = """
create table member (member_id bigint primary key, full_name text, email text, seen_on date not null);
create table orders (
  order_id bigint primary key, buyer_id bigint references member, ship_to text, total numeric, placed_on date not null
);
create table visit (visit_id bigint primary key, member_id bigint references member, ip text, seen_on date not null);
create index on orders (buyer_id);
create index on visit (member_id);
"""
POLICY = (
    HEAD
    + """subjects: {member: {says: "People who buy here"}}
categories: {name: "Name", email: "E-mail", address: "Address", order: "What was bought", ip: "Internet address"}
purposes:
  account:
    {says: "Run accounts", basis: contract, uses: [name, email, address], keep: 3 years after seen, on_erasure: end}
  books: {says: "Keep accounts", basis: legal_obligation, law: "Tax code", uses: [order], keep: 10 years after placed}
  fraud:
    {says: "Stop fraud", basis: legitimate_interest, interest: "Fraud harms", uses: [ip], keep: 1 year after visited}
  letters: {says: "Write letters", basis: consent, uses: [email], direct_marketing: true, suppress: [email]}
"""
)
TABLES = """
tables:
  member: {subject: member, columns: {full_name: name, email: email, seen_on: plain}}
  orders: {owners: {buyer: {member: buyer_id}}, columns: {ship_to: address, total: order, placed_on: plain}}
  visit: {owners: {member: {member: member_id}}, columns: {ip: ip, seen_on: plain}}
events: {seen: member.seen_on, placed: orders.placed_on, visited: visit.seen_on}
"""
PEOPLE_OF_THE_SHOP = """
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


def shop(folder: Path, url: str) -> None:
    """The shop with its policy applied, and people who consented to letters."""
    with psycopg.connect(url, autocommit=True) as company:
        company.execute(SCHEMA)
        with Troth(write_files(folder / "privacy", POLICY, TABLES), url, secret=SECRET) as troth:
            set_up(troth)
            company.execute(PEOPLE_OF_THE_SHOP.format(PEOPLE).encode())
            troth.consent_many("member", list(range(1, PEOPLE + 1)), "letters")


def untouched(number: int) -> list[str]:
    orders = ["A street", "10"] if number % 2 else []
    return [f"Member {number}", f"m{number}@example.org", *orders, "10.0.0.1", "letters"]


def erased(number: int) -> list[str | None]:
    """With an order the row stays for the books; without one nothing is left, not even standing."""
    return [None, None, None, "10", "account", "fraud", "erased in history"] if number % 2 else []


def states(url: str) -> dict[int, list[str | None]]:
    """What the database says of everybody."""
    with psycopg.connect(url, autocommit=True) as connection:
        return {number: list(state) for number, state in connection.execute(STATE, [PEOPLE])}


def half_done(found: dict[int, list[str | None]]) -> list[str]:
    """Whoever is neither as before nor wholly erased."""
    return [f"{n}: {state}" for n, state in found.items() if state not in (untouched(n), erased(n))]


def all_erased(found: dict[int, list[str | None]]) -> bool:
    return all(state == erased(n) for n, state in found.items())


def main(folder: str, url: str) -> None:
    with Troth(folder, url, secret=SECRET) as troth:
        with troth.owner() as connection:
            left = connection.execute("select member_id from member where full_name is not null order by 1").fetchall()
        print("begun", flush=True)
        for (number,) in left:
            troth.subject("member", number).plan_erasure().apply(because="a test")
            print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
