"""Does the data map fit the database? Each table, column and path is found there, or it is said what is missing.

The result is either the mapped tables or all findings at once; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from troth.findings import Finding, Level, Place, did_you_mean
from troth.mapped.model import Happening, Hop, Mapped, MappedColumn, MappedTable, Owner, Way
from troth.mapped.ways import Unclear, shortest_way
from troth.postgres.catalogue import Catalogue, Column, ForeignKey, Relation, Table
from troth.tables import model as declared

UNMAPPED, UNKNOWN, NO_WAY, WRONG_END, NO_KEY, NO_OWNER_ON_WAY, NOT_A_TIME, NO_CHAIN = (
    "TR301", "TR302", "TR303", "TR304", "TR305", "TR306", "TR307", "TR308",
)  # fmt: skip
LEFT_OUT = "TR802"

Places = Callable[..., Place]
"""Where a part of tables.yaml stands: `places("tables", "orders", "columns")`."""


def nowhere(*keys: str) -> Place:
    return Place(object=" ".join(keys))


_WHY_WAY = "a path follows foreign keys, so that it cannot lead to the wrong person"
_WHY_END = "a person is known by the primary key of their table"
_WHY_FITS = "the data map is laid over the live database: a name that it lacks would guard nothing"

_WORD = re.compile(r"""'(?:[^']|'')*'|"((?:[^"]|"")+)"|([A-Za-z_][A-Za-z0-9_$]*)""")


def resolve(
    data_map: declared.DataMap, catalogue: Catalogue, places: Places = nowhere
) -> tuple[Mapped, tuple[Finding, ...]]:
    """The data map laid over the catalogue, and everything that does not fit.

    The first part is only whole when the second holds no error.
    """
    work = _Work(data_map, catalogue, places)
    tables = {table.relation: table for table in work.tables()}
    work.findings += _ways_without_owner(tables, places)
    mapped = Mapped(
        catalogue=catalogue,
        tables=tables,
        events={event.name: event for event in work.events()},
        conditions={state.name: state for state in work.conditions()},
        cases=dict(work.cases()),
        aggregates=data_map.aggregates,
        bypass=data_map.bypass,
        same_person=data_map.same_person,
        forms=data_map.forms,
        age=data_map.age,
        gates=data_map.gates,
        periods=work.periods(),
        agreements=data_map.agreements,
        elsewhere=data_map.elsewhere,
        hops=work.hops,
        unmapped=(*work.unmapped(), *work.left_out),
        adopting=data_map.adopting,
    )
    if mapped.adopting and mapped.unmapped:
        work.findings.append(_adopting(mapped.unmapped, places))
    return mapped, tuple(work.findings)


def columns_named(condition: str, table: Table) -> frozenset[str]:
    """The columns of a table that an SQL condition names. Errs towards too many: a word is enough."""
    words = {quoted.replace('""', '"') or bare.lower() for quoted, bare in _WORD.findall(condition) if quoted or bare}
    return frozenset(column.name for column in table.columns if column.name in words)


@dataclass
class _Work:
    """One run over the map; collects findings as it goes."""

    data_map: declared.DataMap
    catalogue: Catalogue
    places: Places
    findings: list[Finding] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Columns that nobody mapped, while adopting."""

    def report(self, code: str, message: str, *keys: str, hint: str, why: str = _WHY_FITS) -> None:
        self.findings.append(Finding(code=code, message=message, where=self.places(*keys), why=why, hint=hint))

    def tables(self) -> Iterator[MappedTable]:
        for name, entry in self.data_map.tables.items():
            table = self.catalogue.table(name)
            if table is None:
                self.report(UNKNOWN, f"the database has no table `{name}`", "tables", str(name),
                            hint=did_you_mean(str(name), map(str, self.catalogue.tables)))  # fmt: skip
            elif entry.plain:
                columns = {column.name: MappedColumn(column=column) for column in table.columns}
                yield MappedTable(table=table, subject=None, owners={}, columns=columns, plain=True)
            else:
                yield self.table(table, entry)

    def table(self, table: Table, entry: declared.Table) -> MappedTable:
        name = str(table.relation)
        if not table.primary_key and table.kind in ("table", "partitioned"):
            self.report(NO_KEY, f"`{name}` has no primary key", "tables", name,
                        why="erasing, restricting and copying a row need a name for it",
                        hint="add a primary key, or map the table `plain` if it holds nothing personal")  # fmt: skip
        owners = dict(self.owners(table, entry))
        for column in entry.columns:
            self.column(table, column, "tables", name, "columns", column)
        return MappedTable(
            table=table,
            subject=entry.subject,
            owners=owners,
            columns=self.columns(table, entry, owners),
            restrict_rows=entry.restrict_rows,
            refuse=entry.refuse,
            only_for=entry.only_for,
            origin=entry.origin,
            collected=entry.collected,
        )

    def columns(self, table: Table, entry: declared.Table, owners: dict[str, Owner]) -> dict[str, MappedColumn]:
        exempt = set(table.primary_key) | {name for owner in owners.values() for name in owner.links}
        mapped = {}
        for column in table.columns:
            said = entry.columns.get(column.name)
            if said is None:
                if column.name not in exempt:
                    self.unmapped_column(table, column.name)
                    continue
                mapped[column.name] = MappedColumn(column=column)
            elif said.plain:
                mapped[column.name] = MappedColumn(column=column)
            else:
                mapped[column.name] = MappedColumn(
                    column=column,
                    category=said.holds,
                    owners=said.of or tuple(owners),
                    erase=said.erase,
                    provided_by=said.provided_by,
                    file=said.file,
                    annotate=said.rectify == "annotate",
                    once_unlinked=said.once_unlinked is not None,
                )
        return mapped

    def unmapped_column(self, table: Table, column: str) -> None:
        if self.data_map.adopting:
            self.left_out.append(f"{table.relation}.{column}")
            return
        name = str(table.relation)
        self.report(UNMAPPED, f"nobody says what `{name}.{column}` holds", "tables", name, "columns",
                    why="a column that is not mapped is seen by no purpose, so the plan stops here",
                    hint=f"add `{column}: plain` or the category it holds under tables.{name}.columns")  # fmt: skip

    def unmapped(self) -> Iterator[str]:
        named = {Relation(*name) for name in self.data_map.tables}
        schemas = {name.schema for name in named}
        for relation, table in sorted(self.catalogue.tables.items()):
            if relation.schema not in schemas or relation in named or table.kind == "view":
                continue
            yield str(relation)
            if not self.data_map.adopting:
                stored = table.kind == "materialised view"
                other = "move it to a schema that is not mapped" if stored else "its owners and columns, under tables"
                what = "table" if table.kind == "partitioned" else table.kind
                self.report(UNMAPPED, f"nobody says what {what} `{relation}` holds", "tables",
                            why="what is not mapped is seen by no purpose, so the plan stops here",
                            hint=f"add `{relation}: plain`, or {other}")  # fmt: skip
        yield from self.unread()

    def unread(self) -> Iterator[str]:
        """What refers to personal data from where the data map does not look: it would stop a sweep, or go with it."""
        for found in self.catalogue.unread:
            entry = self.data_map.tables.get(declared.TableName(*found.target))
            if entry is None or entry.plain:
                continue
            yield str(found)
            if not self.data_map.adopting:
                what = "is a foreign key of one partition" if found.of_partition else "is not in the data map"
                hint = "refer from and to the partitioned table" if found.of_partition else (
                    f"add `{found.source}: plain`, or its owners and columns, under tables")  # fmt: skip
                self.report(UNMAPPED, f"`{found}` refers to `{found.target}`, and {what}", "tables",
                            why="a row there would keep what it refers to from being erased, or would go along unseen",
                            hint=hint)  # fmt: skip

    def owners(self, table: Table, entry: declared.Table) -> Iterator[tuple[str, Owner]]:
        if entry.subject:
            yield entry.subject, Owner(name=entry.subject, kind=entry.subject, way=())
        for name, owner in entry.owners.items():
            way = self.way(table, owner, "tables", str(table.relation), "owners", name)
            if way is not None:
                yield name, Owner(name=name, kind=owner.kind, way=way, when=owner.when)

    def way(self, table: Table, owner: declared.Owner, *keys: str) -> Way | None:
        hops: list[Hop] = []
        here = table
        for count, step in enumerate(owner.path, start=1):
            if step.table is not None and Relation(*step.table) != here.relation:
                message = f"the path goes on at `{step.table}`, but the step before it leads to `{here.relation}`"
                self.report(NO_WAY, message, *keys, why=_WHY_WAY, hint=f"write `{here.relation}.{step.column}`")
                return None
            ahead = self.target_of(owner, count)
            hop = self.hop(here, step.column, ahead, *keys)
            if hop is None:
                return None
            hops.append(hop)
            there = self.catalogue.table(hop.target)
            if there is None:
                return None
            here = there
        return self.ends_at_subject(hops, here, owner.kind, *keys)

    def ends_at_subject(self, hops: list[Hop], end: Table, kind: str, *keys: str) -> Way | None:
        entry = self.data_map.tables.get(declared.TableName(*end.relation))
        if entry is None or entry.subject != kind:
            subjects = [str(name) for name, table in self.data_map.tables.items() if table.subject == kind]
            message = f"the path ends at `{end.relation}`, which is not the table of {kind}s"
            hint = f"go on to `{subjects[0]}`" if subjects else f"map the table of {kind}s with `subject: {kind}`"
            self.report(WRONG_END, message, *keys, why=_WHY_END, hint=hint)
            return None
        last = hops[-1]
        if set(last.target_columns) != set(end.primary_key):
            there = f"{end.relation}({', '.join(last.target_columns)})"
            message = f"`{last}` refers to {there}, which is not its primary key"
            hint = f"go by a foreign key to ({', '.join(end.primary_key)}), or declare such a link under links:"
            self.report(WRONG_END, message, *keys, why=_WHY_END, hint=hint)
            return None
        pairs = dict(zip(last.target_columns, last.columns, strict=True))
        hops[-1] = Hop(source=last.source, columns=tuple(pairs[key] for key in end.primary_key),
                       target=last.target, target_columns=end.primary_key)  # fmt: skip
        return tuple(hops)

    def target_of(self, owner: declared.Owner, count: int) -> Relation | None:
        """The table a step must lead to: that of the next step, and in the end the one of the owner's kind."""
        if count < len(owner.path):
            ahead = owner.path[count].table
            return Relation(*ahead) if ahead else None
        subjects = (Relation(*name) for name, table in self.data_map.tables.items() if table.subject == owner.kind)
        return next(subjects, None)

    def hop(self, table: Table, column: str, ahead: Relation | None, *keys: str) -> Hop | None:
        keys_with = [key for key in self.foreign_keys(table) if column in key.columns]
        if len(keys_with) > 1:
            keys_with = [key for key in keys_with if key.target == ahead] or keys_with
        exact = [key for key in keys_with if key.columns == (column,)]
        chosen = exact if len(exact) == 1 else keys_with
        if len(chosen) == 1:
            return _hop(table.relation, chosen[0])
        known = sorted({name for key in self.foreign_keys(table) for name in key.columns})
        if chosen:
            message = f"`{table.relation}.{column}` is part of {len(chosen)} foreign keys"
            hint = "start with a column that only one of them has"
        elif table.column(column) is None:
            message, hint = f"`{table.relation}` has no column `{column}`", did_you_mean(column, known)
        else:
            message = f"no foreign key starts at `{table.relation}.{column}`"
            hint = f"foreign keys there: {', '.join(known) or 'none'}; or declare one under links:"
        self.report(
            NO_WAY,
            message,
            *keys,
            why=_WHY_WAY,
            hint=hint,
        )
        return None

    def foreign_keys(self, table: Table) -> tuple[ForeignKey, ...]:
        links = (
            ForeignKey(name=f"link {source}", columns=(source.column,), target=Relation(*target.table),
                       target_columns=(target.column,), declared=True)
            for source, targets in self.data_map.links.items()
            for target in targets
            if tuple(source.table) == table.relation
        )  # fmt: skip
        return (*table.foreign_keys, *links)

    @cached_property
    def hops(self) -> dict[Relation, tuple[Hop, ...]]:
        """Every foreign key and declared link, by the table it starts from."""
        tables = self.catalogue.tables.items()
        return {relation: tuple(_hop(relation, key) for key in self.foreign_keys(table)) for relation, table in tables}

    def events(self) -> Iterator[Happening]:
        for name, event in self.data_map.events.items():
            keys = ("events", name)
            table = self.known_table(event.at.table, *keys)
            column = self.column(table, event.at.column, *keys) if table else None
            if column and not column.is_time:
                self.report(NOT_A_TIME, f"`{event.at}` is a {column.type}, not a time", *keys,
                            why="an event is the moment at which a period starts",
                            hint="use a date or timestamp column")  # fmt: skip
            if table and column:
                yield Happening(
                    name=name,
                    table=table.relation,
                    to=Relation(*event.table),
                    column=column,
                    way=self.chain(table.relation, event.table, *keys),
                    columns=frozenset({column.name}),
                )

    def conditions(self) -> Iterator[Happening]:
        for name, state in self.data_map.conditions.items():
            keys = ("conditions", name)
            table = self.known_table(state.table, *keys)
            if table:
                yield Happening(name=name, table=table.relation, to=Relation(*state.happens_to), where=state.where,
                                way=self.chain(table.relation, state.happens_to, *keys),
                                columns=columns_named(state.where, table))  # fmt: skip

    def periods(self) -> dict[str, dict[Relation, str]]:
        found: dict[str, dict[Relation, str]] = {}
        for name, columns in self.data_map.periods.items():
            found[name] = {Relation(*column.table): column.column for column in columns}
            for column in columns:
                table = self.known_table(column.table, "periods", name)
                if table:
                    self.column(table, column.column, "periods", name)
        return found

    def cases(self) -> Iterator[tuple[str, Relation]]:
        for name, case in self.data_map.cases.items():
            if table := self.known_table(case, "cases", name):
                yield name, table.relation

    def known_table(self, name: declared.TableName, *keys: str) -> Table | None:
        table = self.catalogue.table(name)
        if table is None or name not in self.data_map.tables:
            self.report(UNKNOWN, f"`{name}` is not a table of the map and the database", *keys,
                        hint=did_you_mean(str(name), map(str, self.data_map.tables)))  # fmt: skip
            return None
        return table

    def column(self, table: Table, name: str, *keys: str) -> Column | None:
        found = table.column(name)
        if found is None:
            self.report(UNKNOWN, f"`{table.relation}` has no column `{name}`", *keys,
                        hint=did_you_mean(name, (column.name for column in table.columns)))  # fmt: skip
        return found

    def chain(self, source: tuple[str, str], target: tuple[str, str], *keys: str) -> Way:
        found = shortest_way(self.hops, Relation(*source), Relation(*target))
        if isinstance(found, Unclear):
            self.report(NO_CHAIN, f"{found.say()} from `{Relation(*source)}` up to `{Relation(*target)}`", *keys,
                        why="`of` names the row above the one that carries the time",
                        hint="name a table that foreign keys lead to, one way")  # fmt: skip
            return ()
        return found


def _hop(source: Relation, key: ForeignKey) -> Hop:
    return Hop(source=source, columns=key.columns, target=key.target, target_columns=key.target_columns)


def _adopting(unmapped: tuple[str, ...], places: Places) -> Finding:
    shown = ", ".join(f"`{name}`" for name in unmapped[:20])
    more = f" and {len(unmapped) - 20} more" if len(unmapped) > 20 else ""
    return Finding(
        code=LEFT_OUT,
        message=f"adopting: nobody says yet what these hold: {shown}{more}",
        where=places("adopting"),
        why="no window shows them, and nothing is swept until all are mapped",
        hint="map them, then take `adopting: true` out of the data map",
        level=Level.NOTE,
    )


def _ways_without_owner(tables: dict[Relation, MappedTable], places: Places) -> Iterator[Finding]:
    """Every table on an owner's path must itself say that it is this person's, with the rest of that path."""
    for table in tables.values():
        for owner in table.owners.values():
            for step in range(1, len(owner.way)):
                there, rest = tables.get(owner.way[step].source), owner.way[step:]
                if there is None or not _has_owner(there, owner.kind, rest):
                    yield _no_owner(table.relation, owner, rest, places)


def _has_owner(table: MappedTable, kind: str, way: Way) -> bool:
    return any(owner.way == way and owner.kind == kind for owner in table.owners.values())


def _no_owner(table: Relation, owner: Owner, rest: Way, places: Places) -> Finding:
    between, path = rest[0].source, " > ".join([rest[0].columns[0], *map(str, rest[1:])])
    return Finding(
        code=NO_OWNER_ON_WAY,
        message=f"the path of `{table}`'s {owner.name} runs through `{between}`, which names no such owner",
        where=places("tables", str(table), "owners", owner.name),
        why="a row on the way to a person is that person's too",
        hint=f"add the owner `{{{owner.kind}: {path}}}` to `{between}`",
    )
