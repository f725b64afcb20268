"""What the verification looks with: a connection, the compiled policy, the live roles, and the personal columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from troth.checks.declared import Declared
from troth.compiler.build import Compiled
from troth.findings import Finding
from troth.mapped.model import MappedTable
from troth.postgres.objects import Schema
from troth.postgres.statements import statement
from troth.rollout.diff import Change
from troth.rollout.plan import changes_needed
from troth.verify.board import Proof
from troth.verify.canary.playing import Canary
from troth.verify.mending import text
from troth.verify.roles import LiveRole, Member, Roles
from troth.verify.ways_in import find_deviations


def _no_proofs(promise: str) -> Proof:
    raise KeyError(promise)


@dataclass(frozen=True)
class Look:
    """One verification: everything is read, nothing is changed."""

    connection: psycopg.Connection[Any]
    compiled: Compiled
    declared: Declared
    proof_of: Callable[[str], Proof] = _no_proofs
    """The proof of another promise, where promises are proved."""
    canary: Canary | None = None
    """Made-up people to play with, where the policy's folder has some."""

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs between the live objects of this deployment and what the policy compiles to."""
        return changes_needed(self.connection, self.compiled).changes

    @cached_property
    def deviations(self) -> tuple[Finding, ...]:
        """Every way in which the live database is not as it should be, or lets somebody in beside the windows."""
        return find_deviations(self)

    def rows(
        self, name: str, more: dict[str, Any] | None = None, tables: Mapping[str, sql.Composable] | None = None
    ) -> list[dict[str, Any]]:
        """What a named statement reads. `tables` fill its {places}."""
        query = statement(name).format(**tables) if tables else statement(name)
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, more or {}).fetchall()

    @cached_property
    def tries(self) -> dict[tuple[str, str], str | None]:
        """What was tried already as some role, and how PostgreSQL refused it; see trying.py."""
        return {}

    def mend(self, statements: Sequence[sql.Composable]) -> str:
        """Statements as a text to run."""
        return text(self.connection, statements)

    @cached_property
    def moment(self) -> dict[str, Any]:
        return self.rows("verify moment", {"zone": self.compiled.policy.time_zone})[0]

    @property
    def today(self) -> date:
        """Today in the policy's time zone."""
        day: date = self.moment["today"]
        return day

    @cached_property
    def roles(self) -> Roles:
        found = self.rows("verify roles", {"patterns": list(self.compiled.names.patterns)})
        return Roles(
            all={row["name"]: LiveRole(**row) for row in found},
            members=tuple(Member(**row) for row in self.rows("verify memberships")),
            owners=frozenset(table.table.owner for table in self.personal),
            listed=frozenset(line.role for line in self.compiled.mapped.bypass),
            deployer=self.moment["deployer"],
        )

    @property
    def applied(self) -> bool:
        """Whether the policy was ever applied here."""
        return bool(self.moment["applied"]) and self.compiled.names.keeper in self.roles.all

    @property
    def personal(self) -> tuple[MappedTable, ...]:
        """The tables that hold personal columns."""
        return tuple(table for table in self.compiled.mapped.tables.values() if table.personal)

    @property
    def personal_names(self) -> dict[str, list[str]]:
        """The personal tables, as parameters of a statement."""
        relations = [table.relation for table in self.personal]
        return {"schemas": [r.schema for r in relations], "names": [r.name for r in relations]}

    @property
    def personal_columns(self) -> dict[str, list[str]]:
        """The personal columns, as parameters of a statement."""
        cells = [(table.relation, column.name) for table in self.personal for column in table.personal]
        return {
            "schemas": [relation.schema for relation, _ in cells],
            "names": [relation.name for relation, _ in cells],
            "columns": [column for _, column in cells],
        }

    @property
    def ours(self) -> dict[str, list[str]]:
        """The roles and schemas of this deployment, as parameters of a statement."""
        schemas = [schema.name for schema in self.compiled.objects.only(Schema)]
        return {"ours": sorted(self.roles.ours), "schemas": schemas}

    @cached_property
    def table_privileges(self) -> list[dict[str, Any]]:
        return self.rows("verify table privileges", self.personal_names)

    @cached_property
    def exposing_views(self) -> list[dict[str, Any]]:
        """Views of the company that show personal columns, with each role that may read them."""
        found = self.rows("verify exposing views", self.personal_columns)
        return [row for row in found if row["owner"] not in self.roles.ours]

    @cached_property
    def routines(self) -> list[dict[str, Any]]:
        return self.rows("verify routines")
