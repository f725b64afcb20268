"""A plan: every object that would change and what that means for people. A value to look at before anything happens."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.names import EVERYONE_ELSE, STANDING_SCHEMA, Names
from troth.findings import Finding
from troth.postgres.catalogue import Catalogue
from troth.postgres.normalise import trial
from troth.postgres.objects import Membership, Objects, Role, Schema
from troth.postgres.read_objects import read_objects
from troth.postgres.statements import statement
from troth.rollout.diff import Act, Change, diff
from troth.rollout.effect import Effect, find_effects


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What `apply` would do. `starting_point` fingerprints what the plan was made from.

    `stored` is what there shall be afterwards, as PostgreSQL stores it.
    """

    compiled: Compiled
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    starting_point: str
    stored: Objects = field(default_factory=Objects)

    @property
    def widens(self) -> bool:
        """Whether anyone could newly see or write anything; taking away alone only narrows."""
        return any(change.act is not Act.UNMAKE and not isinstance(change.wanted, Role) for change in self.changes)

    @property
    def empty(self) -> bool:
        """Whether the database is as the policy wants it already."""
        return not self.changes

    def __str__(self) -> str:
        if self.empty:
            return "The database is as the policy wants it: nothing to change."
        lines = [f"{self.compiled.policy.policy}, version {self.compiled.policy.version}: {self.summary()}"]
        lines += [f"  {change}" for change in self.changes if change.key.sort not in ("grant", "row policy")]
        for sort, plural in (("row policy", "row policies"), ("grant", "grants")):
            counted = Counter(change.act.value for change in self.changes if change.key.sort == sort)
            lines += [f"  {act} {count} {plural if count > 1 else sort}" for act, count in sorted(counted.items())]
        if self.effects:
            lines += ["", "What it means for people:", *(f"  {effect}" for effect in self.effects)]
        return "\n".join(lines)

    def summary(self) -> str:
        counted = Counter(change.act for change in self.changes)
        words = {Act.MAKE: "to make", Act.CHANGE: "to change", Act.UNMAKE: "to unmake"}
        return ", ".join(f"{counted[act]} {said}" for act, said in words.items() if counted[act])

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        return {
            "policy": self.compiled.policy.policy,
            "version": self.compiled.policy.version,
            "starting_point": self.starting_point,
            "changes": [
                {
                    "act": change.act.name.lower(),
                    "sort": change.key.sort,
                    "name": change.key.name,
                    "because": change.because,
                }
                for change in self.changes
            ],
            "effects": [effect.to_json() for effect in self.effects],
            "findings": [finding.to_json() for finding in self.findings],
        }


def deployed(connection: psycopg.Connection[Any], names: Names) -> Objects:
    """What a deployment has made in this database, whether or not its files still fit."""
    return read_objects(connection, patterns=names.patterns, schemas=[], everyone_else=EVERYONE_ELSE)


def live_objects(connection: psycopg.Connection[Any], compiled: Compiled) -> Objects:
    """What Troth has made in this database so far, under this deployment's names."""
    live = read_objects(
        connection,
        patterns=compiled.names.patterns,
        schemas=[schema.name for schema in compiled.objects.only(Schema)],
        everyone_else=EVERYONE_ELSE,
    )
    extra = [role.name for role in live.only(Role) if role.key not in compiled.objects.items]
    return _without(live, _needed_elsewhere(connection, extra)) if extra else live


def _needed_elsewhere(connection: psycopg.Connection[Any], roles: list[str]) -> set[str]:
    """Of some roles, those that another database of the cluster needs: its deployment may have other purposes."""
    return {row[0] for row in connection.execute(statement("uninstall needed elsewhere"), {"roles": roles})}


def _without(live: Objects, roles: set[str]) -> Objects:
    def theirs(item: object) -> bool:
        return (isinstance(item, Role) and item.name in roles) or (
            isinstance(item, Membership) and (item.role in roles or item.member in roles)
        )

    return Objects.of(item for item in live.items.values() if not theirs(item))


class Needed(NamedTuple):
    """What is live, what there shall be as PostgreSQL stores it, and what makes the one into the other."""

    live: Objects
    stored: Objects
    changes: tuple[Change, ...]


def changes_needed(connection: psycopg.Connection[Any], compiled: Compiled) -> Needed:
    """The live objects, and what would make them as the policy wants them."""
    live = live_objects(connection, compiled)
    with trial(connection, compiled.objects, STANDING_SCHEMA) as made:
        return Needed(live, made.stored, diff(live, made.stored))


def fingerprint(live: Objects, catalogue: Catalogue) -> str:
    """A digest of what a plan starts from: Troth's own objects and the company's tables."""
    digest = hashlib.sha256()
    for key, item in sorted(live.items.items()):
        digest.update(f"{key}={item!r}\n".encode())
    for relation, table in sorted(catalogue.tables.items()):
        shape = (table.columns, table.primary_key, table.foreign_keys, table.row_security)
        digest.update(f"{relation}={shape!r}\n".encode())
    return digest.hexdigest()


def make_plan(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    findings: Sequence[Finding] = (),
) -> Plan:
    """The plan for a compiled policy, with what it means for people. Reads the database; changes nothing."""
    live = live_objects(connection, compiled)
    with trial(connection, compiled.objects, STANDING_SCHEMA, live) as made:
        changes = diff(live, made.stored)
        effects = tuple(find_effects(compiled, live, changes, made))
    return Plan(
        compiled=compiled,
        changes=changes,
        effects=effects,
        findings=tuple(findings),
        starting_point=fingerprint(live, compiled.mapped.catalogue),
        stored=made.stored,
    )
