"""The marketplace as a sound database and two sound files, and what the checks say once a test has spoiled them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg
import pytest

from databases import Server, fresh_database
from troth.checks.database import check_mapped
from troth.checks.declared import declare
from troth.documents import parse_document
from troth.mapped.resolve import resolve
from troth.rollout.deployment import read_company_tables

MARKETPLACE = Path(__file__).parents[2] / "assets" / "marketplace"


def spoiled(file: str, changes: Mapping[str, str]) -> bytes:
    text = (MARKETPLACE / "privacy" / file).read_text("utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        text = text.replace(old, new)
    return text.encode()


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:
    """One database for each file of tests: every look begins with an empty schema."""
    with fresh_database(server) as made:
        yield made.url


@pytest.fixture
def found(database: str) -> Callable[..., set[tuple[str, str]]]:
    """Level and message of what one check finds after some statements and replacements."""

    def check(
        code: str, sql: str = "", *, policy: Mapping[str, str] | None = None, tables: Mapping[str, str] | None = None
    ) -> set[tuple[str, str]]:
        with psycopg.connect(database, autocommit=True) as owner:
            owner.execute("drop schema public cascade; create schema public")
            owner.execute((MARKETPLACE / "schema.sql").read_text())
            if sql:
                owner.execute(sql)
            declared = declare(
                parse_document(spoiled("policy.yaml", policy or {}), "policy.yaml"),
                parse_document(spoiled("tables.yaml", tables or {}), "tables.yaml"),
            )
            mapped, unfit = resolve(declared.data_map, read_company_tables(owner, declared), declared.in_map)
        assert not unfit, unfit
        findings = check_mapped(declared, mapped)
        assert all(finding.where.line for finding in findings)
        return {(finding.level.value, finding.message) for finding in findings if finding.code == code}

    return check
