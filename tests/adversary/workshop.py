"""A workshop that sees visitors at levels, watches deals, lets sales go, keeps invoices, writes to bought addresses."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from adversary.market import Market, Prompt
from databases import Server, fresh_database
from opening import set_up, write_files
from troth.client import Troth

PREFIX = "works"
TABLES = """
create table member (member_id int primary key, name text, email text, joined_on date not null);
create table visit (visit_id int primary key, member_id int references member, ip inet, born date, lat numeric,
  post text, at timestamptz not null);
create index on visit (member_id);
create index on visit (ip);
create table invoice (invoice_id int primary key, member_id int references member, total int, law text,
  issued_on date not null);
create index on invoice (member_id);
create table deal (deal_id int primary key, buyer_id int references member, seller_id int references member,
  address text, payout text, agreed int, at timestamptz not null);
create index on deal (buyer_id);
create index on deal (seller_id);
create index on deal (agreed);
create table sale (sale_id int primary key, buyer_id int references member on delete set null, parcel text,
  price int not null, sold_on date not null);
create index on sale (buyer_id);
create index on sale (price);
"""
DATA = """
insert into member values (1, 'Ana', 'ana@able.example', '2026-01-01'), (2, 'Ben', 'ben@brave.example', '2026-01-01');
insert into visit values (1, 1, '10.1.2.77', '1990-05-17', 52.5217, 'SW1A 1AA', now()),
  (2, 2, '10.1.2.78', '1990-05-18', 52.5218, 'SW1A 1AB', now());
insert into deal values (1, 1, 2, 'Able Alley 1101', 'IBAN 2202', 47114711, now()),
  (2, 2, 1, 'Brave Boulevard 2202', 'IBAN 1101', 81508150, now());
insert into sale values (1, 1, 'Able Alley 1101', 71114711, current_date),
  (2, null, null, 505, '2001-01-01'), (3, 2, 'Brave Boulevard 2202', 606, current_date),
  (4, null, 'At the counter 4404', 44114411, '2001-01-01');
analyze;
"""

LEVELS = {"ip": "network", "born": "year", "place": "area", "post": "prefix"}
POLICY: dict[str, Any] = {
    "policy": PREFIX, "version": 1, "effective": "2020-01-01", "time_zone": "Europe/Vienna",
    "controller": {"name": "Workshop", "contact": "privacy@works.example", "country": "AT"},
    "subjects": {"member": {"says": "Members"}},
    "categories": {
        "name": "Name", "email": "E-mail address", "money": "What was paid",
        "ip": {"says": "Internet address", "levels": ["network"]},
        "born": {"says": "Date of birth", "levels": ["month", "year"]},
        "place": {"says": "Where somebody is", "levels": ["area"]},
        "post": {"says": "Post code", "levels": ["prefix"]},
        "address": "Where it goes", "payout": "Where the money goes", "deal": "What was agreed",
        "parcel": "Where it was sent", "price": "What it cost",
    },
    "periods": {"statutory": {"says": "Tax law", "lengths": {"DE": "10 years"}, "otherwise": "5 years"}},
    "purposes": {
        "account": {"says": "Run the workshop", "basis": "contract", "uses": ["name", "email"], "may": ["read", "add"],
                    "keep": "5 years after joined", "on_erasure": "end"},
        "security": {"says": "Keep attackers out", "basis": "legal_obligation", "law": "A law", "uses": list(LEVELS),
                     "keep": "1 year after seen"},
        "improving": {"says": "Improve", "basis": "legal_obligation", "law": "A law", "uses": list(LEVELS),
                      "levels": LEVELS, "may": ["read", "add", "change"], "keep": "1 year after seen"},
        "counting": {"says": "Count visits", "basis": "legal_obligation", "law": "A law", "uses": ["ip", "name"],
                     "keys": "pseudonym", "keep": "1 year after seen"},
        "sorting": {"says": "Sort visits", "basis": "legal_obligation", "law": "A law", "uses": ["ip"],
                    "keys": "pseudonym", "keep": "1 year after seen"},
        "dealings": {"says": "Watch the trade", "basis": "legitimate_interest", "interest": "Fair trade",
                     "uses": ["address", "payout", "deal"], "joint": "cells", "keep": "1 year after dealt"},
        "selling": {"says": "Sell", "basis": "contract", "uses": ["parcel", "price"],
                    "may": ["read", "change", "remove"], "keep": "1 year after sold", "on_erasure": "end"},
        "till": {"says": "Sell at the counter", "basis": "contract", "uses": ["parcel", "price"],
                 "may": ["read", "add"], "keep": "1 year after sold", "on_erasure": "end"},
        "figures": {"says": "Know what sells", "basis": "legitimate_interest", "interest": "To know what sells",
                    "uses": ["price"], "keep": "nothing"},
        "clearing": {"says": "Close accounts", "basis": "contract", "uses": ["name"], "may": ["read", "remove"],
                     "keep": "5 years after joined", "on_erasure": "end"},
        "offers": {"says": "Write to bought addresses", "basis": "legitimate_interest", "interest": "To sell",
                   "direct_marketing": True, "suppress": ["email"], "uses": ["email"], "may": ["read", "add"],
                   "keep": "5 years after joined"},
        "books": {"says": "Keep the books", "basis": "legal_obligation", "law": "Tax code", "uses": ["money"],
                  "may": ["read", "add"], "keep": "statutory after issued"},
    },
}  # fmt: skip
MAP: dict[str, Any] = {
    "tables": {
        "member": {"subject": "member", "columns": {"name": "name", "email": "email", "joined_on": "plain"}},
        "visit": {"owners": {"visitor": {"member": "member_id"}},
                  "columns": {"ip": "ip", "born": "born", "lat": "place", "post": "post", "at": "plain"}},
        "invoice": {"owners": {"payer": {"member": "member_id"}},
                    "columns": {"total": "money", "law": "plain", "issued_on": "plain"}},
        "deal": {"owners": {"buyer": {"member": "buyer_id"}, "seller": {"member": "seller_id"}},
                 "columns": {"address": {"holds": "address", "of": "buyer"}, "at": "plain",
                             "payout": {"holds": "payout", "of": "seller"},
                             "agreed": {"holds": "deal", "of": ["buyer", "seller"]}}},
        "sale": {"owners": {"buyer": {"member": "buyer_id"}},
                 "columns": {"parcel": "parcel", "sold_on": "plain",
                             "price": {"holds": "price", "erase": {"set": 0}, "once_unlinked": "plain"}}},
    },
    "events": {"joined": "member.joined_on", "seen": "visit.at", "issued": "invoice.issued_on",
               "dealt": "deal.at", "sold": "sale.sold_on"},
    "periods": {"statutory": "invoice.law"},
}  # fmt: skip


@dataclass
class Workshop(Market):
    """The workshop's database, and its front door."""

    troth: Troth

    def prompt(self, role: str) -> contextlib.AbstractContextManager[Prompt]:
        """Log in as a window, by its purpose."""
        return self.login(f"{PREFIX}_for_{role}")

    @contextlib.contextmanager
    def login(self, role: str) -> Iterator[Prompt]:
        """Log in as a role, by its full name."""
        with psycopg.connect(self.database.login(role, self.password), autocommit=True) as connection:
            prompt = Prompt(connection)
            connection.add_notice_handler(lambda notice: prompt.said.append(str(notice.message_primary)))
            yield prompt


@contextlib.contextmanager
def opened_workshop(server: Server, folder: Path) -> Iterator[Workshop]:
    """The workshop with its policy applied and people in it: Ana has objected to offers, dealings and figures."""
    write_files(folder, POLICY, MAP)
    password = secrets.token_urlsafe(9)
    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as company:
            company.execute(TABLES)
        with Troth(folder, database.url, prefix=PREFIX, journal="") as troth:
            set_up(troth)
            with psycopg.connect(database.superuser, autocommit=True) as chief:
                chief.execute(DATA)
                troth.subject("member", 1).object("offers")
                troth.subject("member", 1).object("dealings")
                troth.subject("member", 1).object("figures")
                query = "select rolname from pg_roles where rolname ~ '^works_' and rolcanlogin"
                for (login,) in chief.execute(query).fetchall():
                    secret = sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(password))
                    chief.execute(secret)
                version = chief.info.server_version // 10_000
            yield Workshop(database, password, version, troth)
