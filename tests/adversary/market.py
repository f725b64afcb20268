"""A marketplace with its policy applied, and an attacker who has logged in as one of its windows and types SQL.

Ana and Ben are visible. Hilda is restricted, so hidden from every window. Otto's time is over everywhere.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import FreshDatabase, Server, fresh_database
from opening import set_up, write_files
from troth.client import Troth

PREFIX = "adv"
ANA, BEN, HILDA, OTTO = "Ana Able-1101", "Ben Brave-2202", "Hilda Hidden-3391", "Otto Over-4417"
ANAS_PHONE, HILDAS_EMAIL, HILDAS_STREET = "+49 1101", "hilda@hidden.example", "Hidden Street 3391"
BOOK_TOTAL = "1234.56"
STAFF = "adv_staff"
ASSETS = Path(__file__).parent.parent / "assets" / "marketplace"

MORE_PURPOSES: dict[str, dict[str, Any]] = {
    "sign_up": {"uses": ["identity.name", "contact.email"], "may": ["read", "add"]},
    "ordering": {"uses": ["order", "address.shipping"], "may": ["read", "add"]},
    "tidying": {"uses": ["message"], "may": ["read", "remove"], "keep": "1 years after order placed"},
}
"""Windows that only add or only remove, beside those of the marketplace's own policy."""

MORE_RECIPIENTS: dict[str, dict[str, Any]] = {
    "counterparty": {"role": "subject", "as": "seller", "sees": "buyer", "for": "fulfilment", "while": "order in hands",
                     "receives": ["identity.name", "address.shipping"]},
    "my_data": {"role": "subject", "as": "self", "about": ["member", "buyer"], "for": "fulfilment",
                "receives": ["identity.name", "contact.email", "address.shipping"]},
}  # fmt: skip
"""Windows that people read themselves, with a ticket."""

DATA = """
insert into member (member_id, full_name, email, phone, last_seen_at, closed_at) overriding system value values
  (1, 'Ana Able-1101', 'ana@able.example', '+49 1101', now(), null),
  (2, 'Ben Brave-2202', 'ben@brave.example', '+49 2202', now(), null),
  (3, 'Hilda Hidden-3391', 'hilda@hidden.example', '+49 3391', now(), null),
  (4, 'Otto Over-4417', 'otto@over.example', '+49 4417', now() - interval '4 years', now() - interval '2 days');
insert into member (member_id, full_name, email) overriding system value
  select n, 'Crowd ' || n, 'crowd' || n || '@example.org' from generate_series(101, 125) n;
insert into orders (order_id, buyer_id, seller_id, ship_to, total, placed_at) overriding system value values
  (1, 1, 2, 'Able Alley 1101', 1234.56, now() - interval '3 days'),
  (2, 3, 2, 'Hidden Street 3391', 3391.00, now() - interval '3 days'),
  (3, 4, 2, 'Over Road 4417', 4417.00, now() - interval '12 years');
alter table member alter column member_id restart with 1000;
alter table orders alter column order_id restart with 1000;
insert into order_line (order_id, listing_id, quantity) values (1, 11, 1), (2, 33, 3391), (3, 44, 4417);
insert into shipment values (1, 1, null, 'TRACK-1101'), (2, 2, null, 'TRACK-3391');
insert into dispute values (1, 1, null, 'late, says Ana'), (2, 2, null, 'torn, says Hilda Hidden-3391');
insert into message values (1, 1, 1, 'hello from Ana Able-1101'), (2, 3, 2, 'hello from Hilda Hidden-3391'),
  (3, 4, 3, 'hello from Otto Over-4417');
insert into fraud_signal values (1, 1, '10.11.0.1', now()), (2, 3, '10.33.9.1', now());
insert into advert_view select n, n, 8, current_date, '10.0.0.1' from generate_series(101, 125) n;
insert into advert_view select n + 100, n, 7, current_date, '10.0.0.1' from generate_series(101, 119) n;
insert into troth.consent_member values (1, 'newsletter', now()), (3, 'newsletter', now());
insert into troth.hidden_member
  select 3, scope, 'restriction', 1 from unnest(%(scopes)s::text[]) scope;
analyze;
"""


def window(purpose: str) -> str:
    return f"{PREFIX}_for_{purpose}"


def sees(purpose: str) -> str:
    return f"{PREFIX}_sees_{purpose}"


def drop_policies(purpose: str, table: str, *commands: str) -> list[str]:
    """Statements that take a window's row policies from a table: what a view without row security would be."""
    return [f"drop policy {sees(purpose)}_{command} on public.{table}" for command in commands or ("select",)]


@dataclass
class Prompt:
    """An SQL prompt. `ask` runs one statement and gives back everything that the attacker would read on the screen."""

    connection: psycopg.Connection[Any]
    said: list[str] = field(default_factory=list)

    def ask(self, text: str) -> str:
        before = len(self.said)
        try:
            if text.lstrip().startswith("copy") and "stdout" in text:
                with self.connection.cursor().copy(text) as copied:
                    self.said += [bytes(block).decode() for block in copied]
            else:
                self._run(text)
        except psycopg.Error as problem:
            told = problem.diag
            parts = (problem.sqlstate, told.message_primary, told.message_detail, told.message_hint, told.context)
            self.said.append(" | ".join(str(part) for part in parts if part))
        return "\n".join(self.said[before:])

    def _run(self, text: str) -> None:
        cursor = self.connection.execute(text.encode(), prepare=False)
        while True:
            if cursor.description is not None:
                self.said += [" | ".join(map(str, row)) for row in cursor.fetchall()]
            self.said.append(cursor.statusmessage or "")
            if not cursor.nextset():
                return

    def all(self, *statements: str) -> str:
        """Everything that several statements show, one after the other."""
        return "\n".join(self.ask(statement) for statement in statements)


@dataclass
class Market:
    """One copy of the marketplace's database; the roles are the cluster's, so their changes are undone."""

    database: FreshDatabase
    password: str
    version: int

    @property
    def owner(self) -> str:
        return self.database.owner

    @property
    def no_merge(self) -> str:
        """What a MERGE is told that must not be: before PostgreSQL 17 there is none on windows, whatever it does."""
        return "42501" if self.version >= 17 else "0A000"

    @property
    def chief(self) -> str:
        """The superuser's name."""
        return str(conninfo_to_dict(self.database.superuser)["user"])

    @contextlib.contextmanager
    def prompt(self, role: str) -> Iterator[Prompt]:
        """Log in as a window (by its purpose) or as a role by its full name."""
        login = role if role.startswith(PREFIX) else window(role)
        url = make_conninfo(self.database.login(login, self.password), application_name="psql")
        with psycopg.connect(url, autocommit=True) as connection:
            prompt = Prompt(connection)
            connection.add_notice_handler(lambda notice: prompt.said.append(str(notice.message_primary)))
            yield prompt

    def run(self, *statements: str) -> None:
        """As the superuser, each statement committed at once."""
        with psycopg.connect(self.database.superuser, autocommit=True) as chief:
            for statement in statements:
                chief.execute(statement.encode())

    def look(self, query: str) -> list[Any]:
        """The first column of what is really in the tables."""
        with psycopg.connect(self.database.superuser, autocommit=True) as chief:
            return [row[0] for row in chief.execute(query.encode())]

    @contextlib.contextmanager
    def without(self, *removed: str, undo: Sequence[str] = ()) -> Iterator[None]:
        """The marketplace with a defence taken away. `undo` restores what belongs to the whole cluster."""
        try:
            self.run(*removed)
            yield
        finally:
            self.run(*undo)


@contextlib.contextmanager
def opened_market(server: Server, folder: Path) -> Iterator[tuple[FreshDatabase, str]]:
    """The marketplace's database with its policy applied and people in it, and the password of every login."""
    password = secrets.token_urlsafe(9)
    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as company:
            company.execute((ASSETS / "schema.sql").read_bytes())
        troth = Troth(market_files(folder), database.url, prefix=PREFIX)
        set_up(troth)
        with psycopg.connect(database.superuser, autocommit=True) as chief:
            scopes = ["*", *troth.files.declared.policy.purposes]
            with psycopg.ClientCursor(chief) as cursor:
                cursor.execute(DATA, {"scopes": scopes})
            chief.execute(sql.SQL("create role {} login noinherit").format(sql.Identifier(STAFF)))
            logins = chief.execute("select rolname from pg_roles where rolname ~ '^adv_' and rolcanlogin").fetchall()
            for (login,) in logins:
                secret = sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(password))
                chief.execute(secret)
        yield database, password


def market_files(folder: Path) -> Path:
    """The two files of the marketplace, with the windows that only these tests want."""
    policy = yaml.safe_load((ASSETS / "privacy" / "policy.yaml").read_text())
    for name, purpose in MORE_PURPOSES.items():
        said = {"says": f"Work for {name}", "basis": "contract", "keep": "nothing", "on_erasure": "end"}
        policy["purposes"][name] = said | purpose
    for name, recipient in MORE_RECIPIENTS.items():
        policy["recipients"][name] = {"says": f"Reads as {name}", "country": "DE"} | recipient
    tables = yaml.safe_load((ASSETS / "privacy" / "tables.yaml").read_text())
    tables["conditions"]["order in hands"] = {"table": "orders", "where": "cancelled_at is null"}
    return write_files(folder, policy, tables)


@contextlib.contextmanager
def copied_market(server: Server, template: FreshDatabase, password: str) -> Iterator[Market]:
    """A copy of the marketplace for one test."""
    with fresh_database(server, template=template.name) as copy:
        with psycopg.connect(copy.superuser) as chief:
            version = chief.info.server_version // 10_000
        yield Market(copy, password, version)
