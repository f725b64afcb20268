"""What a login could reach: the windows it may become, the tables it may read itself, and so which cells of whom.

Read from the live catalogue as it is now. What it could reach at another time is not kept by PostgreSQL: what cannot be
known is said in the report, and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth.compiler.names import STANDING_SCHEMA
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Relation
from troth.verify.look import Look
from troth.verify.reach import Door, doors

UNKNOWN = "TR778"


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Columns of one table that a login could read: through a window (`door`), or in every row."""

    table: MappedTable
    columns: frozenset[str]
    door: Door | None = None

    @property
    def view(self) -> Relation | None:
        """The view through which it sees them."""
        return Relation(self.door.schema, self.table.relation.name) if self.door else None


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Everything that a login could reach."""

    role: str
    acting: tuple[str, ...]
    """The roles it may act as, itself among them."""
    sights: tuple[Sight, ...]
    views: tuple[str, ...]
    """Views of the company's own that show personal columns to it."""
    unbound: bool
    """It is a superuser, an owner of the tables or not bound by row security: it could reach everything."""

    @property
    def windows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(sight.door.window.name for sight in self.sights if sight.door))


def reach_of(look: Look, role: str) -> Reach:
    """What a role of this database could reach. Raises Refused (TR778) if there is no such role."""
    if role not in look.roles.all:
        message, where = f"there is no role `{role}` in this cluster", Place(object=f"role {role}")
        why = "what a role reaches follows from its grants and memberships in the live database"
        hint = did_you_mean(role, look.roles.all)
        raise Refused(Finding(code=UNKNOWN, message=message, where=where, why=why, hint=hint))
    acting = _acting(look, role)
    everything = any(look.roles.all[name].superuser or look.roles.all[name].bypasses for name in acting)
    sights = (*_direct(look, acting), *(() if everything else _through_windows(look, acting)))
    views = {f"{row['schema']}.{row['name']}" for row in look.exposing_views if row["grantee"] in (None, *acting)}
    return Reach(
        role=role,
        acting=acting,
        sights=tuple(sights),
        views=tuple(sorted(views)),
        unbound=everything or bool(look.roles.owners & set(acting)),
    )


def _acting(look: Look, role: str) -> tuple[str, ...]:
    """A role and every one it may become, at any distance; a superuser may become them all."""
    if look.roles.all[role].superuser:
        return (role, *sorted(set(look.roles.all) - {role}))
    found, frontier = {role}, {role}
    while frontier:
        frontier = {m.role for m in look.roles.members if m.member in frontier and m.usable} - found
        found |= frontier
    return (role, *sorted(found - {role}))


def _direct(look: Look, acting: tuple[str, ...]) -> Iterator[Sight]:
    """The personal columns that one of these roles may read on the tables themselves. Roles of ours are windows."""
    outside = sorted(set(acting) - look.roles.ours)
    found: dict[Relation, set[str]] = {}
    for row in look.rows("breach direct columns", {"roles": outside, **look.personal_columns}):
        found.setdefault(Relation(row["schema"], row["name"]), set()).add(row["column"])
    for relation, columns in sorted(found.items()):
        yield Sight(table=look.compiled.mapped.tables[relation], columns=frozenset(columns))


def _through_windows(look: Look, acting: tuple[str, ...]) -> Iterator[Sight]:
    for door in doors(look):
        if {door.role, door.sees} & set(acting):
            for table in door.window.tables.values():
                if table.personal:
                    yield Sight(table=table.table, columns=frozenset(table.personal), door=door)


def reads_standing(look: Look, reach: Reach) -> bool:
    """Whether it could read what people said: consents, objections, requests."""
    rows = look.rows("breach standing", {"roles": list(reach.acting), "schema": STANDING_SCHEMA})
    return bool(rows[0]["may"])
