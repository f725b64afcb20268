"""One column: what it holds and of whom, which purposes and recipients see it, on which ground, until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.windows import TableWindow
from troth.errors import Refused
from troth.explain.words import conditions, ground, recipient_ends, until
from troth.findings import Finding, Place, did_you_mean
from troth.mapped.model import MappedColumn, MappedTable
from troth.policy.model import Purpose
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement

UNKNOWN_COLUMN = "TR590"


@dataclass(frozen=True, kw_only=True)
class SeenFor:
    """A purpose whose window shows the column."""

    purpose: str
    says: str
    ground: str
    may: tuple[str, ...]
    until: str
    conditions: tuple[str, ...]
    staff: tuple[str, ...]
    keeps: bool
    """Whether the purpose also keeps it from being erased."""

    def __str__(self) -> str:
        extra = [*self.conditions, f"staff: {', '.join(self.staff)}" if self.staff else ""]
        lines = [
            f"  {self.purpose}: {self.says}",
            f"    may {', '.join(self.may)}, on {self.ground}",
            f"    {self.until}{'' if self.keeps else ' (keeps nothing itself)'}",
            *(f"    {said}" for said in extra if said),
        ]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class GivenTo:
    """A recipient that is given the column."""

    recipient: str
    says: str
    role: str
    country: str
    purpose: str
    until: str

    def __str__(self) -> str:
        return f"  {self.recipient} ({self.role}, {self.country}), for {self.purpose}, {self.until}: {self.says}"


@dataclass(frozen=True, kw_only=True)
class ColumnExplanation:
    """All that the policy says about one column. `category` is None for plain columns, keys and links."""

    column: str
    category: str | None
    says: str
    owners: tuple[str, ...]
    seen_for: tuple[SeenFor, ...]
    given_to: tuple[GivenTo, ...]
    once_unlinked: str | None
    """What becomes of the cell with the row's links, where it is plain without them."""
    unbound: tuple[str, ...]
    """Who reaches the column whatever the policy says: its owner, superusers, bypasses, each with why."""

    def __str__(self) -> str:
        of = f", of the {' and the '.join(self.owners)}" if self.owners else ""
        lines = [f"{self.column}: {self.category or 'plain'} ({self.says}){of}"]
        lines += [self.once_unlinked, ""] if self.once_unlinked else [""]
        lines += ["Seen for:", *map(str, self.seen_for)] if self.seen_for else ["Seen for no purpose."]
        lines += ["Given to:", *map(str, self.given_to)] if self.given_to else ["Given to nobody."]
        return "\n".join([*lines, "Not bound by the policy:", *(f"  {who}" for who in self.unbound)])

    def to_json(self) -> dict[str, object]:
        """The explanation as plain data."""
        return asdict(self)


def explain_column(connection: psycopg.Connection[Any], compiled: Compiled, name: str) -> ColumnExplanation:
    """Who sees a column (`member.email`, `shop.member.email`), for what and until when. Raises Refused (TR590)."""
    table, column = _find(compiled, name)
    said = compiled.policy.categories[column.category].says if column.category else _plain(table, column)
    owners = (table.owners[owner] for owner in column.owners)
    return ColumnExplanation(
        column=f"{table.relation}.{column.name}",
        category=column.category,
        says=said,
        owners=tuple(o.name if o.name == o.kind else f"{o.name} ({o.kind})" for o in owners),
        seen_for=tuple(_seen_for(compiled, table.relation, column)),
        given_to=tuple(_given_to(compiled, table.relation, column.name)),
        once_unlinked=_once_unlinked(table) if column.once_unlinked else None,
        unbound=tuple(_unbound(connection, compiled, table)),
    )


def _find(compiled: Compiled, name: str) -> tuple[MappedTable, MappedColumn]:
    known = {
        f"{table.relation}.{column}": (table, found)
        for table in compiled.mapped.tables.values()
        for column, found in table.columns.items()
    }
    wanted = name.removeprefix("public.")
    if wanted not in known:
        message, hint = f"the data map has no column `{name}`", did_you_mean(wanted, known)
        if wanted in {f"{each}.{c.name}" for each, t in compiled.mapped.catalogue.tables.items() for c in t.columns}:
            message, hint = f"nobody says what `{wanted}` holds, so no purpose sees it", "map it in tables.yaml"
        why = "who sees a column follows from what tables.yaml says that it holds"
        raise Refused(Finding(code=UNKNOWN_COLUMN, message=message, where=Place(object=name), why=why, hint=hint))
    return known[wanted]


def _plain(table: MappedTable, column: MappedColumn) -> str:
    if column.name in table.table.primary_key:
        return "a key"
    return "a link to its owner" if column.name in table.links else "says nothing about a person by itself"


def _once_unlinked(table: MappedTable) -> str:
    links = [name for name in table.columns if name in table.links]
    gone = ", ".join([*links, *(column.name for column in table.personal if not column.once_unlinked)])
    return (
        f"Personal while its row leads to somebody ({', '.join(links)}). Once nothing needs the row it is let go, not "
        f"deleted: {gone} erased, and this left as plain data, which the purposes below read and none changes."
    )


def _seen_for(compiled: Compiled, relation: Relation, column: MappedColumn) -> Iterator[SeenFor]:
    for window in compiled.windows:
        purpose = compiled.policy.purposes[window.purpose]
        if window.shows(relation, column.name):
            uses = compiled.policy.categories_of(purpose.uses)
            yield SeenFor(
                purpose=window.purpose,
                says=purpose.says,
                ground=ground(purpose),
                may=tuple(_may(compiled, window.tables[relation], column, purpose)),
                until=until(window.purpose, compiled.policy, column.category),
                conditions=conditions(purpose),
                staff=purpose.by,
                keeps=purpose.keeps and column.category in uses,
            )


def _may(compiled: Compiled, window: TableWindow, column: MappedColumn, purpose: Purpose) -> Iterator[str]:
    yield "read"
    if column.name in window.inserts:
        yield "add"
    if column.name in window.updates:
        events = compiled.mapped.events
        marked = [e for e in purpose.marks if e in events and events[e].column == column.column]
        yield f"mark {', '.join(marked)}" if marked and events[marked[0]].table == window.relation else "change"
    if window.removes:
        yield "remove with its row"


def _given_to(compiled: Compiled, relation: Relation, column: str) -> Iterator[GivenTo]:
    for window in compiled.recipients:
        if window.shows(relation, column):
            name = window.recipient or ""
            recipient = compiled.policy.recipients[name]
            yield GivenTo(
                recipient=name,
                says=recipient.says,
                role=recipient.role.replace("_", " "),
                country=recipient.country,
                purpose=window.purpose,
                until=recipient_ends(recipient),
            )


def _unbound(connection: psycopg.Connection[Any], compiled: Compiled, table: MappedTable) -> Iterator[str]:
    yield f"{table.table.owner}, who owns the table"
    for name, superuser in connection.execute(statement("explain unbound")).fetchall():
        yield f"{name}, {'a superuser' if superuser else 'which has BYPASSRLS'}"
    for line in compiled.mapped.bypass:
        yield f"{line.role}, until {line.until}: {line.because}"
