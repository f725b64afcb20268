"""The club of the tests of collecting, and an attacker who has logged in as one of its windows and types SQL."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from adversary.market import Market, Prompt, copied_market
from databases import FreshDatabase, Server, fresh_database
from integration.collecting.club import TABLES, write_club
from opening import set_up
from troth.client import Troth

PREFIX = "club"
DATA = """
insert into member (member_id, full_name, email, born, phone) overriding system value values
  (1, 'Ana Able', 'ana@able.example', '1990-01-01', '1'), (2, 'Ben Brave', 'ben@brave.example', '1990-01-01', '1');
insert into document (document_id, member_id, sort, holder, expires) overriding system value values
  (1, 1, 'pass', 'Ana Able', '2090-01-01'), (2, 2, 'pass', 'Ben Brave', '2090-01-01'),
  (3, 2, 'licence', 'x', '2090-01-01');
alter table member alter column member_id restart with 100;
alter table document alter column document_id restart with 100;
"""

BOTH = (
    f"grant insert, update on for_sign_up.member to {PREFIX}_for_sign_up",
    f"grant insert, update on public.member to {PREFIX}_sees_sign_up",
    f"create policy adds_and_changes on public.member as restrictive for update to {PREFIX}_sees_sign_up using (true)",
)
"""What a window that both adds and changes would have, on servers without the upsert advisory."""


def no_rule(rule: str, command: str, purpose: str, table: str = "member", prefix: str = PREFIX) -> str:
    """A statement that takes one rule of a window away."""
    return f'drop policy "{prefix}_sees_{purpose}_{command}: {rule}" on public.{table}'


class Club(Market):
    """One copy of the club's database."""

    prefix = PREFIX

    @contextlib.contextmanager
    def prompt(self, role: str) -> Iterator[Prompt]:
        """Log in as a window, by its purpose."""
        url = self.database.login(f"{self.prefix}_for_{role}", self.password)
        with psycopg.connect(url, autocommit=True) as connection:
            yield Prompt(connection)


@contextlib.contextmanager
def opened_club(server: Server, folder: Path) -> Iterator[tuple[FreshDatabase, str]]:
    """The club's database with its policy applied and people in it, and the password of every login."""
    password = secrets.token_urlsafe(9)
    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as company:
            company.execute(TABLES)
        with Troth(write_club(folder), database.url, prefix=PREFIX, journal="") as troth:
            set_up(troth)
        with psycopg.connect(database.superuser, autocommit=True) as chief:
            chief.execute(DATA)
            logins = chief.execute("select rolname from pg_roles where rolname ~ '^club_' and rolcanlogin").fetchall()
            for (login,) in logins:
                secret = sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(password))
                chief.execute(secret)
        yield database, password


@contextlib.contextmanager
def copied_club(server: Server, database: FreshDatabase, password: str) -> Iterator[Club]:
    """A copy of the club's database, in which nothing has been tried yet."""
    with copied_market(server, database, password) as copy:
        yield Club(copy.database, copy.password, copy.version)
