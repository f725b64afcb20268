"""Attempt: after a row has passed its gate, change what was compared there, in a window that cannot open the gate."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adversary.club import DATA, Club, no_rule
from databases import Server, fresh_database
from integration.collecting.club import MAP, POLICY, TABLES
from opening import set_up, write_files
from troth.client import Troth

PREFIX = "strict"
"""Roles are the server's: another club under the same name would take the first one's passwords."""
UNDO = (
    "update member set full_name = 'Spy' where member_id = 2",
    "update member set born = '2020-01-01' where member_id = 2",
)


class StrictClub(Club):
    """A club whose logins have names of their own."""

    prefix = PREFIX


@pytest.fixture
def strict(server: Server, tmp_path: Path) -> Iterator[StrictClub]:
    """The club, where the level is a category that the window for corrections does not use."""
    policy, tables, password = copy.deepcopy(POLICY), copy.deepcopy(MAP), secrets.token_urlsafe(9)
    del policy["subjects"]["member"]["minimum_age"]
    policy["categories"]["level"] = "How well we know them"
    policy["purposes"]["care"]["uses"].append("level")
    correct = {"says": "Correct names", "uses": ["identity.*"]}
    policy["purposes"]["correct"] = copy.deepcopy(policy["purposes"]["care"]) | correct
    del policy["forms"], tables["forms"]
    tables["tables"]["member"]["columns"]["level"] = {"holds": "level", "erase": {"set": "new"}}
    write_files(tmp_path, policy, tables)
    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as company:
            company.execute(TABLES)
        with Troth(tmp_path, database.url, prefix=PREFIX, journal="") as troth:
            set_up(troth)
        with psycopg.connect(database.superuser, autocommit=True) as chief:
            chief.execute(DATA)
            for login in (f"{PREFIX}_for_care", f"{PREFIX}_for_correct"):
                secret = sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(password))
                chief.execute(secret)
            version = chief.info.server_version // 10_000
        yield StrictClub(database, password, version)


def attack(club: Club) -> str:
    with club.prompt("care") as prompt:
        assert "UPDATE 1" in prompt.ask("update member set level = 'known' where member_id = 2")
    with club.prompt("correct") as prompt:
        assert "42703" in prompt.ask("update member set level = 'new'")
        return prompt.all(*UNDO)


def test_refused(strict: StrictClub) -> None:
    assert attack(strict).count("42501") == 2
    with strict.prompt("correct") as prompt:
        assert "UPDATE 1" in prompt.ask("update member set full_name = 'Anna Able' where member_id = 1")


def test_without_the_defence(strict: StrictClub) -> None:
    removed = [no_rule(f"gate known {number}", "update", "correct", prefix=PREFIX) for number in (2, 3)]
    with strict.without(*removed):
        assert attack(strict).count("UPDATE 1") == 2
