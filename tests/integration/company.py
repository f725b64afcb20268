"""The marketplace of the tests with its policy applied, opened by the front door, and people who sign up meanwhile."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml

from databases import FreshDatabase, Server, filled_database, fresh_database
from opening import SECRET, set_up, write_files
from troth.client import Troth

ASSETS = Path(__file__).parent.parent / "assets" / "marketplace"

Command = Callable[..., int]
"""The command with some words; tells the code it leaves with."""

MORE_PURPOSES: dict[str, dict[str, Any]] = {
    "statistics": {"basis": "legitimate_interest", "interest": "to know what sells", "uses": ["order"],
                   "objection": "balance", "keep": "1 year after order placed"},
    "offers": {"basis": "legitimate_interest", "interest": "to sell", "uses": ["contact.email"],
               "direct_marketing": True, "keep": "1 year after last seen"},
    "surveys": {"basis": "consent", "uses": ["contact.*"]},
    "defence": {"basis": "legal_obligation", "law": "Civil code", "uses": ["order", "contact.email"],
                "despite_restriction": "legal_claims", "because": "claims",
                "keep": "3 years after order placed, at most 3 years after last seen"},
}  # fmt: skip
"""Purposes of the kinds that the marketplace has none of."""


def write_privacy(folder: Path, **changes: Any) -> Path:
    """The marketplace's two files with more purposes, and with other changes to the policy."""
    policy = yaml.safe_load((ASSETS / "privacy" / "policy.yaml").read_text())
    for name, purpose in MORE_PURPOSES.items():
        policy["purposes"][name] = {"says": f"Work for {name}"} | purpose
    policy["purposes"] |= changes.pop("purposes", {})
    for name, recipient in changes.pop("recipients", {}).items():
        policy["recipients"][name] = {"says": f"Receives as {name}"} | recipient
    tables = yaml.safe_load((ASSETS / "privacy" / "tables.yaml").read_text())
    tables["tables"]["orders"]["restrict_rows"] = True
    tables |= changes.pop("tables", {})
    write_files(folder, policy | changes, tables)
    (folder / "canary.yaml").write_text((ASSETS / "privacy" / "canary.yaml").read_text())
    return folder


@dataclass
class Shop:
    """A marketplace in use: `troth` is its front door, `owner` and `chief` log in as owner and superuser."""

    database: FreshDatabase
    folder: Path
    troth: Troth
    owner: psycopg.Connection[Any]
    chief: psycopg.Connection[Any]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def sign_up(self) -> int:
        """A new member; their key."""
        number = next(self.numbers)
        self.owner.execute(
            "insert into member (member_id, full_name, email, phone) overriding system value values (%s, %s, %s, '1')",
            [number, f"Member {number}", f"m{number}@example.org"],
        )
        return number

    def order(self, buyer: int, seller: int | None = None) -> int:
        """A new order; its key."""
        number = next(self.numbers)
        self.owner.execute(
            "insert into orders (order_id, buyer_id, seller_id, ship_to, total) overriding system value"
            " values (%s, %s, %s, 'A street', 10)",
            [number, buyer, seller],
        )
        return number

    def sees(self, purpose: str, member: int) -> bool:
        """Whether the window of a purpose shows this member's own row."""
        with self.troth.purpose(purpose) as db:
            return db.execute("select 1 from member where member_id = %s", [member]).fetchone() is not None

    def sees_order(self, purpose: str, order: int) -> bool:
        with self.troth.purpose(purpose) as db:
            return db.execute("select 1 from orders where order_id = %s", [order]).fetchone() is not None


@contextlib.contextmanager
def opened_shop(server: Server, folder: Path, **changes: Any) -> Iterator[Shop]:
    """A marketplace with its policy applied, and with changes as write_privacy() takes them; gone afterwards."""
    privacy = write_privacy(folder / "privacy", **changes)

    def fill(database: FreshDatabase) -> None:
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute((ASSETS / "schema.sql").read_bytes())
        with Troth(privacy, database.url, secret=SECRET) as troth:
            set_up(troth)

    with (
        _filled(server, fill, alone=bool(changes)) as database,
        psycopg.connect(database.url, autocommit=True) as owner,
        psycopg.connect(database.superuser, autocommit=True) as chief,
        Troth(privacy, database.url, secret=SECRET) as troth,
    ):
        yield Shop(database, privacy, troth, owner, chief)


@contextlib.contextmanager
def _filled(server: Server, fill: Callable[[FreshDatabase], None], *, alone: bool) -> Iterator[FreshDatabase]:
    """A filled database: a copy, unless it has other roles than the usual marketplace (`alone`)."""
    if not alone:
        with filled_database(server, "marketplace", fill) as copied:
            yield copied
        return
    with fresh_database(server) as database:
        fill(database)
        yield database
