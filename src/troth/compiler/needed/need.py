"""When a cell is needed: some purpose that keeps it is live, or a hold, a restriction or an open objection keeps it.

Data that nothing needs is what the next sweep erases. The rules are those of docs/explanation/meaning.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from psycopg import sql

from troth.compiler.erasable.let_go import is_plain
from troth.compiler.live.grounds_and_locks import rests_on_somebody
from troth.compiler.live.live import Live
from troth.compiler.names import EVERY_SCOPE, STANDING_SCHEMA, standing
from troth.compiler.needed.asked_once import AskedOnce
from troth.compiler.needed.files import file_is_there, files_of
from troth.compiler.rows import FALSE, TRUE, Row, both, either, equal, exists, qualified
from troth.mapped.model import MappedColumn, MappedTable, Owner
from troth.mapped.ways import reach
from troth.policy.categories import covers
from troth.policy.model import Basis
from troth.postgres.catalogue import Relation

_X = Row("_x")
_HOLD = sql.Identifier(STANDING_SCHEMA, "hold")
_PURPOSE = _X.column("purpose")
_OBJECTED_TO = (Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK)
PERSONAL_RULE = 5
"""The rule by which rows are related through nothing but their person. A hold on one row does not reach so far."""


@dataclass(frozen=True)
class Request:
    """What one person asks to have erased: these categories, or (none) all of them, and what that ends for them.

    A request for everything has ended its purposes by the time that anything is decided; one for a part ends nothing,
    and is a moment: just now, what it would end keeps nothing of these categories for them.
    """

    ends: frozenset[str]
    categories: frozenset[str] = frozenset()

    def asks(self, purpose: str, category: str) -> bool:
        """Whether a purpose shall keep nothing of a category."""
        return purpose in self.ends and (not self.categories or category in self.categories)


@dataclass(frozen=True)
class Part:
    """The person who asks, by kind and key, and the request."""

    kind: str
    key: tuple[sql.Composable, ...]
    request: Request


@dataclass(frozen=True)
class Reason:
    """One thing that can make a cell needed: its sort, its name if it has one, and when it does, as SQL."""

    sort: str
    name: str
    says: sql.Composable


class Share(NamedTuple):
    """What is held of an owner of a row: cells of a category, and the names of those whose cells they are beside."""

    owner: Owner
    category: str
    beside: tuple[str, ...]


def needed(live: Live, row: Row, table: MappedTable, column: MappedColumn) -> sql.Composable:
    """Whether a cell is needed for one of its owners."""
    need = Need(live)
    return either([need.of(row, table, share) for share in held_in(table, column)])


def row_needed(live: Live, row: Row, table: MappedTable) -> sql.Composable:
    """Whether any cell of a row is needed, or the row is plain: then no need is asked for."""
    need = Need(live)
    plain = is_plain(table, row, live.policy.time_zone) if table.lets_go else FALSE
    return either([plain, *(need.of(row, table, share) for share in held(table))])


def held(table: MappedTable) -> tuple[Share, ...]:
    """All that some column of a table holds of its owners: cells alike in it are needed alike."""
    return tuple(dict.fromkeys(share for column in table.personal for share in held_in(table, column)))


def held_in(table: MappedTable, column: MappedColumn) -> tuple[Share, ...]:
    """What a column holds, of each of its owners."""
    owners = [table.owners[name] for name in column.owners if name in table.owners]
    names = sorted(owner.name for owner in owners)
    return tuple(
        Share(owner, column.category or "", tuple(name for name in names if name != owner.name)) for owner in owners
    )


def patterns(category: str) -> list[str]:
    """Everything a policy can write that means a category: its name, and `prefix.*` of it and of all above it."""
    parts = category.split(".")
    return [category, *(".".join(parts[:count]) + ".*" for count in range(1, len(parts) + 1))]


@dataclass(frozen=True)
class Need:
    """What makes the cells of one mapped database needed.

    `row_holds` are the tables that have holds on single rows: hardly ever any, and asking about all of them costs more
    than the rest. Who leaves one out has to ask `held_elsewhere`.
    """

    live: Live
    row_holds: frozenset[Relation] | None = None
    part: Part | None = None
    finest: int | None = None
    """Only what needs a cell at this level or more precisely (see Policy.level_of); all that needs it if not said."""
    files: bool = True
    """Whether a cell with the place of a file stays until the file is gone."""
    once: AskedOnce | None = None
    """Where the statement has a place of its own for what is the same for all rows."""

    def of(self, row: Row, table: MappedTable, share: Share) -> sql.Composable:
        """Whether what is held of an owner of a row is needed."""
        return either([reason.says for reason in self.reasons(row, table, share)])

    def reasons(self, row: Row, table: MappedTable, share: Share) -> Iterator[Reason]:
        """Everything that can make it needed, what is told from the row itself first."""
        owner, category, _ = share
        for name in self._fine_enough(self.keepers(table, owner, category), category):
            says = self.live_for(name, row, table, owner)
            others = self._for_others(name, row, table, share)
            yield Reason("purpose", name, both([says, others, self._for_somebody(name, row, table, share)]))
        for name in self.holding(table, owner, category):
            says = self.live.met(self.live.policy.holds[name].while_, row, table, owner)
            yield Reason("hold", name, both([says, self.counts_for(name, row, owner)]))
        yield Reason("held person", "", self.held_person(row, owner, category))
        for relation in self.holds_of(table, owner):
            yield Reason("held row", str(relation), self.held_row(relation, row, table, owner, [category]))
        yield Reason("restriction", "", self.restricted(row, table, owner, category))
        objected = self._fine_enough(self.keeping(owner, category), category)
        yield Reason("objection", "", self.objected(row, owner, objected))
        for column in files_of(table, owner, category) if self.files else ():
            says = file_is_there(table, column, row, self.live.policy.time_zone)
            yield Reason("file", column.file or "", says)

    def keeps_for(self, name: str, row: Row, table: MappedTable, shares: Iterable[Share]) -> sql.Composable:
        """A purpose that stands keeps any of this: not all was just asked away, or is somebody else's."""
        return either([
            both([self._for_others(name, row, table, share), self._for_somebody(name, row, table, share)])
            for share in sorted(shares, key=lambda share: (share.category, share.beside))
        ])  # fmt: skip

    def _for_somebody(self, name: str, row: Row, table: MappedTable, share: Share) -> sql.Composable:
        """A purpose that is live for nobody keeps no cell that is somebody's too."""
        nobody = self.live.nobody(row, share.owner)
        if nobody is FALSE or rests_on_somebody(self.live, name):
            return TRUE
        others = [self.live.nobody(row, table.owners[other]) for other in share.beside]
        return either([sql.SQL("not {}").format(nobody), both(others)])

    def _for_others(self, name: str, row: Row, table: MappedTable, share: Share) -> sql.Composable:
        """The owner of a row is not whoever asked that a purpose keeps nothing of a category for them.

        Once a request for everything is decided, standing says of purposes that they have ended; where the person can
        only be the one owner, that need not be looked up.
        """
        part, owner = self.part, share.owner
        if part is None or owner.kind != part.kind or not part.request.asks(name, share.category):
            return TRUE
        if len(table.owners) == 1:
            return FALSE
        if not part.request.categories:
            return TRUE
        someone = self.live.rows.person(row, owner)
        same = equal(someone.end, part.key)
        theirs = exists(someone.tables, [*someone.joins, same]) if someone.tables else same
        return sql.SQL("({}) is not true").format(both([self.live.counts(owner, row), theirs]))

    # -- purposes ----------------------------------------------------------------------------------------------------

    def keeping(self, owner: Owner, category: str) -> list[str]:
        """The purposes that keep a category of an owner."""
        purposes = self.live.policy.purposes
        return [name for name in purposes if purposes[name].keeps and category in self.live.kept_by(name, owner)]

    def _fine_enough(self, names: list[str], category: str) -> list[str]:
        """Those of some purposes that need a category as precisely as is asked."""
        if self.finest is None:
            return names
        return [name for name in names if self.live.policy.level_of(name, category) <= self.finest]

    def keepers(self, table: MappedTable, owner: Owner, category: str) -> list[str]:
        """Those of them whose events and conditions reach a table."""
        return [name for name in self.keeping(owner, category) if self.live.reachable(name, table, owner)]

    def live_for(self, name: str, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        """As Live.live, with the time first: it is over for most of what is erased, and costs the least."""
        return both([self.in_time(name, row, table, owner), self._grounded(name, row, owner)])

    def _grounded(self, name: str, row: Row, owner: Owner) -> sql.Composable:
        ground = self.live.ground(name, row, owner)
        if self.live.policy.purposes[name].basis is Basis.CONSENT:
            return both([self._any("consent", owner, sql.SQL("{} = {}").format(_PURPOSE, sql.Literal(name))), ground])
        if self.live.policy.purposes[name].needs:
            return ground
        return either([sql.SQL("not {}").format(self._any("hidden", owner, _within([name]))), ground])

    def _any(self, word: str, owner: Owner, says: sql.Composable = TRUE) -> sql.Composable:
        """Whether anything like this was said about anybody. Asked once a statement: it often saves asking of each."""
        table = sql.SQL("{} as {}").format(qualified(standing(word, owner.kind)), sql.Identifier(_X.alias))
        return self._once(exists([table], [says]))

    def _once(self, says: sql.Composable) -> sql.Composable:
        """What is the same for all rows, asked once a statement."""
        return self.once.ask(says) if self.once is not None else sql.SQL("(select {})").format(says)

    def in_time(self, name: str, row: Row, table: MappedTable, owner: Owner) -> sql.Composable:
        return self.live.in_time(name, row, table, owner, frozenset())

    # -- holds -------------------------------------------------------------------------------------------------------

    def holding(self, table: MappedTable, owner: Owner, category: str) -> list[str]:
        """The holds of the policy that keep a category and whose condition reaches a table."""
        return [
            name
            for name, hold in self.live.policy.holds.items()
            if any(covers(pattern, category) for pattern in hold.keeps)
            and self.live.condition_reaches(hold.while_, table, owner)
        ]

    def counts_for(self, name: str, row: Row, owner: Owner) -> sql.Composable:
        """A hold of the policy counts for the owner of a row: one for claims does not for a child who was found."""
        if self.live.policy.holds[name].ground != "claims":
            return TRUE
        child = sql.SQL("{} = {} and {} = 'child'").format(
            _X.column("scope"), sql.Literal(EVERY_SCOPE), _X.column("cause")
        )
        found = exists(*self.live.looked_up("hidden", row, owner, [child]), by_row=self.live.few)
        is_one = both([self._any("hidden", owner, child), self.live.counts(owner, row), found])
        return sql.SQL("({}) is not true").format(is_one)

    def held_person(self, row: Row, owner: Owner, category: str) -> sql.Composable:
        """Somebody set a hold on the owner of the row."""
        someone = self.live.rows.person(row, owner)
        conditions = [
            *someone.joins,
            sql.SQL("{} = {}").format(_X.column("kind"), sql.Literal(owner.kind)),
            sql.SQL("{} = {}").format(_X.column("key"), as_key(someone.end)),
            self._keeps([category]),
        ]
        holds = sql.SQL("{} as {}").format(_HOLD, sql.Identifier(_X.alias))
        found = exists([holds, *someone.tables], conditions, by_row=self.live.few)
        return both([self._once(exists([holds], [TRUE])), self.live.counts(owner, row), found])

    def holds_of(self, table: MappedTable, owner: Owner) -> list[Relation]:
        """The tables on whose rows a hold can be set that then stands for rows of this one: rules 1 to 4."""
        tables = [other.relation for other in self.live.mapped.tables.values() if not other.plain]
        if self.row_holds is not None:
            tables = [relation for relation in tables if relation in self.row_holds]
        found = ((relation, reach(self.live.mapped, table, owner, relation)) for relation in tables)
        return [relation for relation, way in found if way is not None and way.rule < PERSONAL_RULE]

    def held_elsewhere(self) -> sql.Composable:
        """There is a hold on a row of a table that is left out of `row_holds`."""
        if self.row_holds is None:
            return FALSE
        found = sql.SQL("exists (select from {0} as {1} where {2} is not null and {2} <> all ({3}))").format(
            _HOLD, sql.Identifier(_X.alias), _X.column("table_name"), sql.Literal(sorted(map(str, self.row_holds)))
        )
        return self._once(found)

    def held_row(
        self, relation: Relation, row: Row, table: MappedTable, owner: Owner, categories: list[str]
    ) -> sql.Composable:
        """Somebody set a hold on a row that this one is related to."""
        key = self.live.mapped.tables[relation].table.primary_key
        way = self.live.reaches(table, owner, relation)
        if way.itself:
            return self.hold_on(relation, row.columns(key), categories)
        related = self.live.rows.related(
            way, row, table.table.primary_key, lambda other: self.hold_on(relation, other.columns(key), categories)
        )
        return both([self.any_hold_on(relation), related])

    def hold_on(self, relation: Relation, key: list[sql.Composable], categories: list[str]) -> sql.Composable:
        """Somebody set a hold on the row of this key that keeps one of the categories."""
        named = sql.SQL("{} = {}").format(_X.column("table_name"), sql.Literal(str(relation)))
        same = sql.SQL("{} = {}").format(_X.column("key"), as_key(key))
        source = sql.SQL("{} as {}").format(_HOLD, sql.Identifier(_X.alias))
        return both(
            [self.any_hold_on(relation), exists([source], [named, same, self._keeps(categories)], by_row=self.live.few)]
        )

    def any_hold_on(self, relation: Relation) -> sql.Composable:
        """Asked once a statement: hardly ever is there a hold on single rows."""
        source = sql.SQL("{} as {}").format(_HOLD, sql.Identifier(_X.alias))
        same = sql.SQL("{} = {}").format(_X.column("table_name"), sql.Literal(str(relation)))
        return self._once(exists([source], [same]))

    def _keeps(self, categories: list[str]) -> sql.Composable:
        wanted = sorted({pattern for category in categories for pattern in patterns(category)})
        return sql.SQL("{} ?| {} and {}").format(_X.column("keeps"), sql.Literal(wanted), self.live.still())

    # -- restriction and objection -----------------------------------------------------------------------------------

    def restricted(self, row: Row, table: MappedTable, owner: Owner, category: str) -> sql.Composable:
        """A restriction of the owner covers the cell: what it hides is kept."""
        scope = _X.column("scope")
        purposes = [
            n for n, p in self.live.policy.purposes.items() if category in self.live.policy.categories_of(p.uses)
        ]
        covers_it = [
            sql.SQL("not {} ?| array['row', 'purposes', 'categories']").format(scope),
            sql.SQL("{} -> 'categories' ?| {}").format(scope, sql.Literal(patterns(category))),
        ]
        if purposes:
            covers_it.append(sql.SQL("{} -> 'purposes' ?| {}").format(scope, sql.Literal(purposes)))
        if table.restrict_rows:
            key = as_key(row.columns(table.table.primary_key))
            name = sql.Literal(str(table.relation))
            covers_it.append(
                sql.SQL("{} -> 'row' = pg_catalog.jsonb_build_object('table', {}, 'key', {})").format(scope, name, key)
            )
        conditions = [self.live.still(), either(covers_it)]
        found = exists(*self.live.looked_up("restriction", row, owner, conditions), by_row=self.live.few)
        return both([self._any("restriction", owner), self.live.counts(owner, row), found])

    def objected(self, row: Row, owner: Owner, purposes: list[str]) -> sql.Composable:
        """An objection to one of these purposes has not been answered: until then the data stays as it is."""
        open_to = [name for name in purposes if self.live.policy.purposes[name].basis in _OBJECTED_TO]
        if not open_to:
            return FALSE
        pending = sql.SQL("{} = 'objection'").format(_X.column("cause"))
        looked_up = self.live.looked_up("hidden", row, owner, [_within(open_to), pending])
        found = exists(*looked_up, by_row=self.live.few)
        return both([self._any("hidden", owner, _within(open_to)), self.live.counts(owner, row), found])


def _within(scopes: list[str]) -> sql.Composable:
    return sql.SQL("{} in ({})").format(_X.column("scope"), sql.SQL(", ").join(map(sql.Literal, scopes)))


def as_key(columns: list[sql.Composable] | tuple[sql.Composable, ...]) -> sql.Composable:
    """A key as standing stores it: a JSON array of its parts."""
    return sql.SQL("pg_catalog.jsonb_build_array({})").format(sql.SQL(", ").join(columns))
