"""From a folder of two files and a live database to a compiled policy, or to everything that stands against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from troth.checks import Declared, check_declared, declare
from troth.checks.database import check_mapped
from troth.compiler.build import Compiled, compile_policy
from troth.compiler.names import STANDING_SCHEMA, Names
from troth.documents import Document, read_document
from troth.errors import Refused
from troth.findings import Finding, Level, worst
from troth.mapped.resolve import UNMAPPED, resolve
from troth.postgres.catalogue import Catalogue
from troth.postgres.read_catalogue import read_catalogue
from troth.rollout.plan import Plan, make_plan

POLICY_FILE, TABLES_FILE = "policy.yaml", "tables.yaml"


@dataclass(frozen=True, kw_only=True)
class Files:
    """The two files of a folder, as values and as they are written."""

    folder: Path
    declared: Declared
    policy_text: str
    tables_text: str

    def names(self, prefix: str | None) -> Names:
        """What everything of a deployment of this policy is called; by the policy itself if no prefix is said."""
        return Names(prefix or self.declared.policy.policy)


def read_files(folder: Path) -> Files:
    """The policy and the data map of a folder. Raises Refused with every finding about their form."""
    documents: list[Document] = []
    findings: list[Finding] = []
    for name in (POLICY_FILE, TABLES_FILE):
        try:
            documents.append(read_document(folder / name))
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(*findings)
    policy, tables = documents
    return Files(
        folder=folder,
        declared=declare(policy, tables),
        policy_text=(folder / POLICY_FILE).read_text(encoding="utf-8-sig"),
        tables_text=(folder / TABLES_FILE).read_text(encoding="utf-8-sig"),
    )


def compile_for(
    connection: psycopg.Connection[Any], declared: Declared, prefix: str | None = None
) -> tuple[Compiled, tuple[Finding, ...]]:
    """The policy compiled for a database, with the warnings that do not stop it.

    Raises Refused with every finding, of the files and of the database, if one of them is an error.
    """
    return compile_on(read_company_tables(connection, declared), declared, prefix)


def compile_anew(
    connection: psycopg.Connection[Any], declared: Declared, prefix: str | None, *, despite: Collection[str] = ()
) -> tuple[Compiled, tuple[Finding, ...]]:
    """As compile_for, but what nobody has mapped yet does not stop it: no window shows it, and the finding says so.

    Nor do those findings about the tables whose codes are in `despite`.
    """
    catalogue = read_company_tables(connection, declared)
    try:
        return compile_on(catalogue, declared, prefix, despite=despite)
    except Refused as refused:
        if any(finding.code != UNMAPPED and finding.level is Level.ERROR for finding in refused.findings):
            raise
        lenient = replace(declared, data_map=declared.data_map.model_copy(update={"adopting": True}))
        compiled, _ = compile_on(catalogue, lenient, prefix, despite=despite)
        return compiled, tuple(refused.findings)


def compile_on(
    catalogue: Catalogue, declared: Declared, prefix: str | None = None, *, despite: Collection[str] = ()
) -> tuple[Compiled, tuple[Finding, ...]]:
    """As compile_for, over a catalogue that has been read already. No input, no output."""
    findings = list(check_declared(declared))
    mapped, unfit = resolve(declared.data_map, catalogue, declared.in_map)
    findings += unfit
    if worst(findings) is Level.ERROR:
        raise Refused(*findings)
    findings += check_mapped(declared, mapped)
    if any(finding.level is Level.ERROR and finding.code not in despite for finding in findings):
        raise Refused(*findings)
    return compile_policy(declared.policy, mapped, prefix), tuple(findings)


def read_company_tables(connection: psycopg.Connection[Any], declared: Declared) -> Catalogue:
    """The catalogue of the schemas that the data map names."""
    return read_catalogue(connection, company_schemas(declared))


def company_schemas(declared: Declared) -> list[str]:
    """The schemas that the data map names, in order."""
    return sorted({name.schema for name in declared.data_map.tables} - {STANDING_SCHEMA})


def plan_for(connection: psycopg.Connection[Any], declared: Declared, prefix: str | None = None) -> Plan:
    """The plan for a folder's policy on a database, with its effect on people. Raises Refused."""
    compiled, findings = compile_for(connection, declared, prefix)
    return make_plan(connection, compiled, findings)
