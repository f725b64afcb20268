"""A suppressed value is recognised again, in any column of its category and however it is written; no other ever is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from psycopg import sql

from databases import Server, fresh_database
from opening import set_up, write_files
from troth import Troth

COLUMNS = {
    "plain": "text",
    "short": "varchar(80)",
    "padded": "char(80)",
    "bytewise": 'text collate "C"',
    "lettered": "text collate pg_c_utf8",
    "domain": "address",
}
SPELLINGS = {
    "bigint": ("007", "7", "8"),
    "uuid": ("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "b" * 32),
    "inet": ("10.0.0.1", "10.0.0.1/32", "10.0.0.1/24"),
    "macaddr": ("08:00:2b:01:02:03", "08002B-010203", "08:00:2b:01:02:04"),
    "boolean": ("t", "yes", "no"),
    "colour": ("red", "red", "blue"),
}
"""By type: a value, the same written otherwise, and another one."""
SETTINGS = ("set datestyle = 'German'", "set intervalstyle = 'iso_8601'", "set timezone = 'Pacific/Apia'")
POLICY = """
policy: addresses
version: 1
effective: 2026-01-01
time_zone: Europe/Berlin
controller: {name: A shop, contact: privacy@shop.example, country: DE}
subjects: {member: {says: "Members"}}
categories: {contact: "Where somebody is reached", other: "Anything else"}
purposes:
  offers:
    says: "Write about offers"
    basis: legitimate_interest
    interest: "Sell more"
    direct_marketing: true
    suppress: [contact, other]
    uses: [contact, other]
    keep: 5 years after joined
"""


@dataclass(frozen=True)
class Addresses:
    """A company that knows members by all sorts of addresses."""

    troth: Troth
    chief: psycopg.Connection[tuple[object, ...]]
    keys: Iterator[int]

    def member(self, column: str, value: str) -> int:
        key = next(self.keys)
        query = sql.SQL("insert into member (member_id, joined_on, {}) values (%s, now(), %s)")
        self.chief.execute(query.format(sql.Identifier(column)), [key, value])
        return key

    def shown(self, *keys: int) -> set[int]:
        """Those of these members whom marketing sees."""
        with self.chief.transaction(force_rollback=True):
            for setting in SETTINGS:
                self.chief.execute(setting)
            self.chief.execute("set role addresses_for_offers")
            rows = self.chief.execute(
                "select member_id from for_offers.member where member_id = any (%s)", [list(keys)]
            )
            return {int(str(key)) for (key,) in rows.fetchall()}


@pytest.fixture(scope="module")
def addresses(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    columns = {**COLUMNS, **{f"as_{type_}": type_ for type_ in SPELLINGS}}
    with fresh_database(server) as fresh, psycopg.connect(fresh.superuser, autocommit=True) as chief:
        chief.execute(sql.SQL("set role {}").format(sql.Identifier(fresh.owner)))
        chief.execute("create domain address as text; create type colour as enum ('red', 'blue')")
        made = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
        chief.execute(
            f"create table member (member_id int primary key, joined_on timestamptz not null, {made})".encode()
        )
        chief.execute("reset role")
        folder = _written(tmp_path_factory.mktemp("addresses"), columns)
        with Troth(folder, fresh.url, secret="a test", journal="") as troth:
            set_up(troth)
            yield Addresses(troth, chief, count(1))


def _written(folder: Path, columns: dict[str, str]) -> Path:
    held = ", ".join(f"{name}: {'contact' if name in COLUMNS else 'other'}" for name in columns)
    tables = f"tables: {{member: {{subject: member, columns: {{{held}, joined_on: plain}}}}}}\n"
    return write_files(folder, POLICY, tables + "events: {joined: member.joined_on}\n")


LETTERS = "aAbBzZ\u00e9\u00c9\u00df\u0131\u0130\u01c5\u03c3\u03c2\ufb01@.+-_'\"%\\0199 \t\u00a0\u2003\u0301"
column = st.sampled_from(sorted(COLUMNS))
written = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip(" \t\u00a0\u2003") != "")


@st.composite
def respelled(draw: st.DrawFn, value: str) -> str:
    """The same with other spaces, and Latin letters large or small."""
    letters = []
    for letter in value:
        blanks = draw(st.sampled_from(["", "", " ", "\t "]))
        swapped = letter.swapcase() if letter.isascii() and draw(st.booleans()) else letter
        letters.append(blanks + swapped)
    return "".join(letters)


def bare(value: str) -> str:
    """What of a value nobody could take for a spelling of another."""
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


@given(data=st.data(), there=column, here=column, value=written, other=written)
def test_a_suppressed_value_is_recognised_and_no_other_is(
    addresses: Addresses, data: st.DataObject, there: str, here: str, value: str, other: str
) -> None:
    assume(bare(value) != bare(other))
    # Every example has a name of its own, so that none hides another's.
    mark = f"x{next(addresses.keys)}x"
    objector = addresses.member(there, value + mark)
    addresses.troth.subject("member", objector).object("offers")
    again = addresses.member(here, data.draw(respelled(value)) + mark)
    stranger = addresses.member(here, other + mark)
    blank = addresses.member(here, "  ")
    assert addresses.shown(objector, again, stranger, blank) == {stranger, blank}


@pytest.mark.parametrize("type_", sorted(SPELLINGS))
def test_values_of_other_types_have_one_spelling(addresses: Addresses, type_: str) -> None:
    value, same, other = SPELLINGS[type_]
    name = f"as_{type_}"
    objector = addresses.member(name, value)
    addresses.troth.subject("member", objector).object("offers")
    assert addresses.shown(addresses.member(name, same), kept := addresses.member(name, other)) == {kept}


def test_a_blank_value_shuts_nobody_out(addresses: Addresses) -> None:
    objector = addresses.member("plain", " ")
    addresses.troth.subject("member", objector).object("offers")
    assert addresses.shown(kept := addresses.member("short", "")) == {kept}


def test_a_collation_that_knows_other_spaces_makes_no_difference(addresses: Addresses) -> None:
    objector = addresses.member("short", "found_\u20031")
    addresses.troth.subject("member", objector).object("offers")
    assert addresses.shown(addresses.member("bytewise", "found_\u20031")) == set()
