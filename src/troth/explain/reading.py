"""Reading what holds for one person now: their standing, and what each window shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from troth.compiler.build import Compiled
from troth.compiler.live.grounds_and_locks import each
from troth.compiler.live.live import Live
from troth.compiler.names import EVERY_SCOPE, standing, subject_columns
from troth.compiler.rows import FALSE, TRUE, Row, both, either, equal, exists, qualified
from troth.compiler.windows import TableWindow, Window
from troth.errors import Refused
from troth.explain.ends import OPEN, Ends
from troth.explain.person import PersonExplanation, PurposeNow, RowsShown
from troth.explain.why import Said, Standing, why
from troth.explain.words import changes, ground, recipient_ends
from troth.findings import Finding, Place, did_you_mean
from troth.mapped.model import MappedTable, Owner
from troth.policy.model import Hold
from troth.postgres.statements import statement

UNKNOWN_KIND, UNKNOWN_PERSON = "TR591", "TR592"

Key = str | int | Sequence[str | int]


def explain_person(connection: psycopg.Connection[Any], compiled: Compiled, kind: str, key: Key) -> PersonExplanation:
    """What holds for one person now. `key` is their primary key: one value, or as many as the key has columns.

    `connection` is a login that owns the tables. Raises Refused: TR591 no such kind of person, TR592 no such person.
    """
    if not compiled.mapped.has(kind):
        raise Refused(_unknown_kind(kind, compiled.mapped.kinds()))
    values = (str(key),) if isinstance(key, str | int) else tuple(map(str, key))
    person = _Person(connection, compiled, kind, values)
    with connection.transaction(force_rollback=True):
        connection.execute("set local search_path = ''")
        # Conditions of this length take a server with JIT half a minute to compile, for a handful of rows.
        connection.execute("set local jit = off")
        person.must_be_there()
        return PersonExplanation(
            kind=kind,
            key=values,
            purposes=tuple(person.purpose(window) for window in compiled.windows),
            restrictions=tuple(person.restrictions()),
            holds=tuple(person.holds()),
        )


def _unknown_kind(kind: str, known: Iterable[str]) -> Finding:
    return Finding(
        code=UNKNOWN_KIND,
        message=f"there is no kind of person `{kind}`",
        where=Place(object=f"kind {kind}"),
        why="people are known by the row of their own table, which tables.yaml marks with `subject:`",
        hint=did_you_mean(kind, known),
    )


@dataclass(frozen=True)
class _Person:
    """One person, and where to look for them."""

    connection: psycopg.Connection[Any]
    compiled: Compiled
    kind: str
    key: tuple[str, ...]

    @property
    def table(self) -> MappedTable:
        return self.compiled.mapped.subject_table(self.kind)

    @cached_property
    def live(self) -> Live:
        return Live(self.compiled.policy, self.compiled.mapped)

    def read(self, name: str, places: Mapping[str, sql.Composable]) -> list[dict[str, Any]]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement(name).format(**places)).fetchall()

    def must_be_there(self) -> None:
        primary = self.table.table.primary_key
        found = False
        if len(primary) == len(self.key):
            mine = equal(Row(self.table.relation.name).columns(primary), self.literals())
            try:
                with self.connection.transaction():
                    found = self.read("explain person", {"table": qualified(self.table.relation), "mine": mine})[0][
                        "found"
                    ]
            except psycopg.DataError:
                found = False
        if not found:
            raise Refused(
                Finding(
                    code=UNKNOWN_PERSON,
                    message=f"there is no {self.kind} {', '.join(self.key)}",
                    where=Place(object=str(self.table.relation)),
                    why="what is seen of a person, and until when, is read from their row",
                    hint=f"a {self.kind} is known by `{self.table.relation}({', '.join(primary)})`",
                )
            )

    def literals(self) -> list[sql.Composable]:
        """The person's key, in the types of its columns."""
        columns = (self.table.columns[name].column for name in self.table.table.primary_key)
        return [
            sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(column.type))
            for value, column in zip(self.key, columns, strict=True)
        ]

    # -- standing ----------------------------------------------------------------------------------------------------

    def standing(self, name: str) -> list[dict[str, Any]]:
        """What one table of standing says of the person."""
        words = ("consent", "hidden", "history", "restriction")
        places = {word: qualified(standing(word, self.kind)) for word in words}
        mine = equal(Row("x").columns(subject_columns(self.table.table.primary_key)), self.literals())
        return self.read(name, {**places, "mine": mine, "zone": self.zone})

    @property
    def zone(self) -> sql.Composable:
        return sql.Literal(self.compiled.policy.time_zone)

    @cached_property
    def stands(self) -> Standing:
        said: dict[str, dict[str, Said]] = {}
        for row in self.standing("explain history"):
            said.setdefault(row["purpose"] or "", {})[row["word"]] = Said(row["id"], row["day"], row["because"])
        return Standing(
            consents={row["purpose"]: row["day"] for row in self.standing("explain consents")},
            hidden=tuple((row["scope"], row["cause"], row["until"]) for row in self.standing("explain hidden")),
            said=said,
        )

    def restrictions(self) -> Iterator[str]:
        for row in self.standing("explain restrictions"):
            scope = "; ".join(f"{key}: {_listed(value)}" for key, value in row["scope"].items()) or "everything"
            ends = f", until {row['until']}" if row["until"] else ""
            yield f"{scope}, since {row['since']} ({row['ground']}){ends}"

    def holds(self) -> Iterator[str]:
        places = {"kind": sql.Literal(self.kind), "key": sql.Literal(list(self.key)), "zone": self.zone}
        for row in self.read("explain holds", places):
            ends = f", until {row['until']}" if row["until"] else ""
            yield f"{row['because']} ({row['ground']}): {_listed(row['keeps'])}{ends}"
        for name, hold in self.compiled.policy.holds.items():
            if hold.ground == "claims" and self.stands.hides(EVERY_SCOPE, "child"):
                continue
            rows = [row for row in self.held_by(hold) if row["count"]]
            if rows:
                said = ", ".join(f"{row['count']} {row['name']}" for row in rows)
                yield f"{name} ({hold.ground}), while {hold.while_}: {said}"

    def held_by(self, hold: Hold) -> Iterator[dict[str, Any]]:
        """The rows of the person that a hold of the policy keeps now."""
        keeps = self.compiled.policy.categories_of(hold.keeps)
        for table in self.compiled.mapped.tables.values():
            row = Row(table.relation.name)
            named = {name for column in table.personal if column.category in keeps for name in column.owners}
            met = [
                both([self.mine(row, owner), self.live.met(hold.while_, row, table, owner)])
                for owner in table.owners.values()
                if owner.kind == self.kind and owner.name in named
                if self.live.condition_reaches(hold.while_, table, owner)
            ]
            if met:
                places = {"name": sql.Literal(str(table.relation)), "table": qualified(table.relation)}
                yield from self.read("explain held", {**places, "mine": TRUE, "met": either(met)})

    # -- windows -----------------------------------------------------------------------------------------------------

    def purpose(self, window: Window) -> PurposeNow:
        """What one purpose sees of the person now."""
        name = window.purpose
        said = self.compiled.policy.purposes[name]
        found = [row for table in window.tables.values() for row in self.rows(window, table)]
        stands = self.stands
        return PurposeNow(
            purpose=name,
            says=said.says,
            ground=ground(said),
            live=any(row["shown"] for row in found),
            why=why(name, said, stands, found, unmet=self.unmet(name)),
            rows=tuple(
                RowsShown(**{key: row[key] for key in ("held", "shown", "earliest", "latest")}, table=row["name"])
                for row in found
                if row["held"]
            ),
            recipients=tuple(self.recipients(name)),
            changes=tuple(
                changes(
                    said,
                    consented=name in stands.consents,
                    ended=stands.hides(name, "ended"),
                    restricted=stands.hides(name, "restriction"),
                )
            ),
        )

    def unmet(self, name: str) -> tuple[str, ...]:
        """What the purpose needs of the person beside its basis, and has not."""
        row, owner = Row(self.table.relation.name), self.table.owners[self.kind]
        needs = each(self.live, name, row, owner)
        if not needs:
            return ()
        mine = equal(row.columns(self.table.table.primary_key), self.literals())
        met = sql.SQL(", ").join(sql.SQL("({}) is true").format(condition) for _, condition in needs)
        query = sql.SQL("select array[{}] as met from {} where {}").format(met, qualified(self.table.relation), mine)
        with self.connection.cursor(row_factory=dict_row) as cursor:
            (found,) = cursor.execute(query).fetchall()
        return tuple(str(need) for (need, _), stands in zip(needs, found["met"], strict=True) if not stands)

    def recipients(self, purpose: str) -> Iterator[str]:
        for name, recipient in self.compiled.policy.recipients.items():
            if recipient.for_ == purpose:
                yield f"{name} {recipient_ends(recipient)}"

    def rows(self, window: Window, table: TableWindow) -> list[dict[str, Any]]:
        """The rows of the person in one table of a window, counted."""
        owners = [owner for owner in table.owners if owner.kind == self.kind]
        if table.table.plain or not owners:
            return []
        name, row = window.purpose, Row(table.relation.name)
        keep = self.compiled.policy.purposes[name].keep
        clocked = bool(keep and not keep.nothing)
        places = {
            "name": sql.Literal(str(table.relation)),
            "table": qualified(table.relation),
            "mine": either([self.mine(row, owner) for owner in owners]),
            "shown": self.shown(table, name, owners),
            "timely": self.of_owners(owners, row, lambda owner: self.timely(name, table, owner)),
            "met": self.of_owners(owners, row, lambda owner: self.met(name, table, owner)),
            "ends": Ends(self.live, name).of_row(table) if clocked else OPEN,
        }
        return self.read("explain rows", places)

    def shown(self, table: TableWindow, name: str, owners: list[Owner]) -> sql.Composable:
        """A row is shown, and the person in it, where each of its people decides about what is theirs."""
        visible, row = self.live.visible(table, name), Row(table.relation.name)
        if not table.joint:
            return visible
        return both([visible, self.of_owners(owners, row, lambda owner: self.live.stands(table, row, name, owner))])

    def of_owners(self, owners: list[Owner], row: Row, says: Callable[[Owner], sql.Composable]) -> sql.Composable:
        """What is said of an owner holds where the person is that owner."""
        return either([both([self.mine(row, owner), says(owner)]) for owner in owners])

    def timely(self, name: str, table: TableWindow, owner: Owner) -> sql.Composable:
        row = Row(table.relation.name)
        seen = self.live.seen(name, table.table, owner) or self.live.kept_by(name, owner)
        return self.live.in_time(name, row, table.table, owner, seen)

    def met(self, name: str, table: TableWindow, owner: Owner) -> sql.Composable:
        condition = self.compiled.policy.purposes[name].while_
        if condition is None:
            return TRUE
        return self.live.met(condition, Row(table.relation.name), table.table, owner)

    def mine(self, row: Row, owner: Owner) -> sql.Composable:
        """The person is this owner of a row."""
        if owner.kind != self.kind:
            return FALSE
        someone = self.live.rows.person(row, owner)
        same = equal(someone.end, self.literals())
        found = exists(someone.tables, [*someone.joins, same]) if someone.tables else same
        return both([self.live.counts(owner), found])


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
