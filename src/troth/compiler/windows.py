"""What each purpose and each recipient can see and may write, table by table. Decides that; writes no SQL.

A window is a value: print it, compare it, explain it. The rules are those of docs/explanation/meaning.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from troth.mapped.keys import Cell, Family, families
from troth.mapped.model import Mapped, MappedColumn, MappedTable, Owner
from troth.policy.model import May, Policy, Purpose, Recipient
from troth.postgres.catalogue import Relation
from troth.postgres.versions import has_upsert_advisory


@dataclass(frozen=True, kw_only=True)
class Joint:
    """A column of a row that several people share, which is shown for some of them."""

    column: str
    cells: frozenset[str]
    """The owners whose data it is: shown if nothing has to be hidden of any of them."""
    links: frozenset[str]
    """The owners to whom it leads: shown if one of them may be seen."""


@dataclass(frozen=True, kw_only=True)
class TableWindow:
    """What one window shows of one table, and what it may do with it."""

    table: MappedTable
    shown: tuple[str, ...]
    personal: tuple[str, ...] = ()
    """The shown columns that hold a category."""
    owners: tuple[Owner, ...] = ()
    """Whose standing decides about a row."""
    inserts: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    removes: bool = False
    levels: tuple[tuple[str, str], ...] = ()
    """The shown columns that are seen only at a level of precision, each with it: nobody writes them here."""
    pseudonyms: tuple[tuple[str, Cell], ...] = ()
    """The shown columns that are seen as pseudonyms, each with the key for which they stand."""
    joint: tuple[Joint, ...] = ()
    """The columns that are somebody's, where several owners share a row and each decides about what is theirs."""
    withheld: bool = False
    """Whether `add` was withheld because of the server's upsert advisory."""

    @property
    def relation(self) -> Relation:
        return self.table.relation

    @property
    def writes(self) -> frozenset[str]:
        """What the window may do to rows, in PostgreSQL's words."""
        may = {"insert": self.inserts, "update": self.updates, "delete": self.removes}
        return frozenset(event for event, granted in may.items() if granted)

    def alone_of(self, owner: Owner) -> tuple[str, ...]:
        """Where several owners share a row: the columns that are null if this one is to be hidden."""
        return tuple(j.column for j in self.joint if owner.name in j.cells or j.links == {owner.name})

    def categories(self) -> frozenset[str]:
        columns = (self.table.columns[name] for name in self.personal)
        return frozenset(column.category for column in columns if column.category)

    def categories_of(self, owner: Owner) -> frozenset[str]:
        """The categories shown of one owner."""
        columns = (self.table.columns[name] for name in self.personal)
        return frozenset(c.category for c in columns if c.category and owner.name in c.owners)


@dataclass(frozen=True, kw_only=True)
class Window:
    """What one purpose (or one recipient, `recipient` set) can see: its tables by name."""

    purpose: str
    tables: Mapping[Relation, TableWindow]
    recipient: str | None = None

    @property
    def name(self) -> str:
        """The window as plans and findings call it."""
        return f"recipient {self.recipient}" if self.recipient else self.purpose

    @property
    def pseudonymous(self) -> bool:
        """Whether it shows pseudonyms instead of keys."""
        return any(table.pseudonyms for table in self.tables.values())

    def shows(self, relation: Relation, column: str) -> bool:
        table = self.tables.get(relation)
        return table is not None and column in table.shown


def windows(policy: Policy, mapped: Mapped) -> tuple[Window, ...]:
    """The windows of all purposes, in the order of the policy."""
    return tuple(purpose_window(name, purpose, policy, mapped) for name, purpose in policy.purposes.items())


def purpose_window(name: str, purpose: Purpose, policy: Policy, mapped: Mapped) -> Window:
    """What one purpose can see and may write."""
    uses = policy.categories_of(purpose.uses)
    tables = {table.relation: table for table in _used_tables(mapped, uses, purpose.about)}
    tables |= {table.relation: table for table in _tables_on_the_way(mapped, tables)}
    tables = {relation: _at_levels(table, purpose.levels) for relation, table in tables.items()}
    if purpose.joint == "cells":
        tables = {relation: replace(table, joint=tuple(_joint(table))) for relation, table in tables.items()}
    if purpose.keys == "pseudonym":
        return Window(purpose=name, tables=_with_pseudonyms(tables | _plain_tables(mapped), uses, mapped))
    writable = {relation: _writes(table, purpose, mapped) for relation, table in tables.items()}
    return Window(purpose=name, tables=writable | _plain_tables(mapped))


def _joint(table: TableWindow) -> Iterator[Joint]:
    """The columns that are somebody's in a table of several owners. What is made of such a column is like a cell."""
    owners = table.owners if len(table.owners) > 1 else ()
    for name in table.shown:
        made_of = {other for other in table.table.columns if table.table.columns[name].made_of(other)}
        cells = {o.name for o in owners if name in _cells_of(table.table, o)}
        cells |= {o.name for o in owners if made_of & {*_cells_of(table.table, o), *o.links}}
        links = {o.name for o in owners if name in o.links}
        if cells or links:
            yield Joint(column=name, cells=frozenset(cells), links=frozenset(links))


def _cells_of(table: MappedTable, owner: Owner) -> set[str]:
    return {column.name for column in table.personal if owner.name in column.owners}


def recipient_windows(policy: Policy, mapped: Mapped) -> tuple[Window, ...]:
    """The windows of the recipients that get data of a purpose (aggregates are no window of rows)."""
    return tuple(
        recipient_window(name, recipient, policy, mapped)
        for name, recipient in policy.recipients.items()
        if not recipient.counts and recipient.for_ in policy.purposes
    )


def recipient_window(name: str, recipient: Recipient, policy: Policy, mapped: Mapped) -> Window:
    """What one recipient is shown: of its purpose's window, the categories it receives and no plain column."""
    purpose = policy.purposes[recipient.for_ or ""]
    uses = policy.categories_of(purpose.uses)
    if not recipient.ordered:
        uses &= policy.categories_of(recipient.patterns)
    about = recipient.about or purpose.about
    if recipient.by_ticket and recipient.sees:
        tables = {table.relation: table for table in _met_tables(mapped, uses, recipient, purpose.about)}
    else:
        tables = {table.relation: table for table in _used_tables(mapped, uses, about, plain=False)}
    levels = {category: _coarser(policy, category, purpose, recipient) for category in uses}
    tables = {relation: _at_levels(table, levels) for relation, table in tables.items()}
    if "pseudonym" in (recipient.keys, purpose.keys):
        tables = _with_pseudonyms(tables, uses, mapped)
    return Window(purpose=recipient.for_ or "", tables=tables, recipient=name)


def _coarser(policy: Policy, category: str, purpose: Purpose, recipient: Recipient) -> str | None:
    """The level at which a recipient sees a category: its own, or that of its purpose, whichever tells less."""
    known = policy.categories[category].levels
    said = [levels[category] for levels in (purpose.levels, recipient.levels) if category in levels]
    return max(said, key=known.index, default=None)


def _at_levels(table: TableWindow, levels: Mapping[str, str | None]) -> TableWindow:
    """The same table window, with the columns of these categories at their level."""
    named = ((name, levels.get(table.table.columns[name].category or "")) for name in table.personal)
    return replace(table, levels=tuple((name, level) for name, level in named if level))


def _with_pseudonyms(
    tables: Mapping[Relation, TableWindow], uses: frozenset[str], mapped: Mapped
) -> dict[Relation, TableWindow]:
    """The same table windows, with the columns that are seen as pseudonyms."""
    known = families(mapped)
    hidden = {cell: family.name for cell, family in known.items() if _is_pseudonym(family, uses, mapped)}
    hidden |= {cell: cell for table in mapped.tables.values() for cell in _made_of(table, hidden)}
    return {
        relation: replace(
            table,
            pseudonyms=tuple((name, hidden[relation, name]) for name in table.shown if (relation, name) in hidden),
        )
        for relation, table in tables.items()
    }


def _made_of(table: MappedTable, hidden: Mapping[Cell, Cell]) -> Iterator[Cell]:
    """The columns that PostgreSQL generates from a key which is seen as a pseudonym."""
    keys = [name for relation, name in hidden if relation == table.relation]
    for each in table.columns.values():
        if any(each.made_of(key) for key in keys):
            yield table.relation, each.name


def _is_pseudonym(family: Family, uses: frozenset[str], mapped: Mapped) -> bool:
    """Whether a family of keys is seen as pseudonyms: of people always, of others unless it is data that is used."""
    relation, name = family.name
    table = mapped.tables.get(relation)
    if family.people or table is None:
        return True
    return not table.plain and table.columns[name].category not in uses


def _used_tables(
    mapped: Mapped, uses: frozenset[str], about: tuple[str, ...], plain: bool = True
) -> Iterator[TableWindow]:
    for table in mapped.tables.values():
        found = _used_table(table, uses, about, plain)
        if found is not None:
            yield found


def _used_table(table: MappedTable, uses: frozenset[str], about: tuple[str, ...], plain: bool) -> TableWindow | None:
    used = [column for column in table.personal if column.category in uses and _concerns(column, about)]
    if not used:
        return None
    named = {owner for column in used for owner in column.owners if not about or owner in about}
    owners = tuple(owner for name, owner in table.owners.items() if name in named)
    personal = {column.name for column in used}
    shown = personal | _keys(table, owners) | (_plain_columns(table) if plain else set())
    return TableWindow(table=table, shown=_ordered(table, shown), personal=_ordered(table, personal), owners=owners)


def _met_tables(
    mapped: Mapped, uses: frozenset[str], recipient: Recipient, about: tuple[str, ...]
) -> Iterator[TableWindow]:
    """What one owner is shown of another: the tables in which both are owners, and the other's own row."""
    kinds = {table.owners[recipient.sees or ""].kind for table in meeting_tables(mapped, recipient)}
    for table in mapped.tables.values():
        seen = recipient.sees if {recipient.sees, recipient.as_} <= table.owners.keys() else None
        seen = table.subject if table.subject in kinds else seen
        if seen is None or (about and seen not in about):
            continue
        found = _used_table(table, uses, (seen,), plain=False)
        if found is not None:
            yield found


def meeting_tables(mapped: Mapped, recipient: Recipient) -> tuple[MappedTable, ...]:
    """The tables in which a reader and the person who is shown meet: both are owners, by the shortest paths."""
    if recipient.as_ in (None, "self"):
        return ()
    both = [table for table in mapped.tables.values() if {recipient.sees, recipient.as_} <= table.owners.keys()]
    lengths = [sum(len(table.owners[name or ""].way) for name in (recipient.sees, recipient.as_)) for table in both]
    return tuple(table for table, length in zip(both, lengths, strict=True) if length == min(lengths))


def _concerns(column: MappedColumn, about: tuple[str, ...]) -> bool:
    return not about or any(owner in about for owner in column.owners)


def _keys(table: MappedTable, owners: tuple[Owner, ...]) -> set[str]:
    return set(table.table.primary_key) | {link for owner in owners for link in owner.links}


def _plain_columns(table: MappedTable) -> set[str]:
    keys = set(table.table.primary_key) | table.links
    return {name for name, column in table.columns.items() if column.category is None and name not in keys}


def _ordered(table: MappedTable, names: set[str]) -> tuple[str, ...]:
    return tuple(column.name for column in table.table.columns if column.name in names)


def _tables_on_the_way(mapped: Mapped, used: Mapping[Relation, TableWindow]) -> Iterator[TableWindow]:
    """Tables that only lie on the path of an owner: shown with their key and the links of that owner alone."""
    found: dict[Relation, dict[str, Owner]] = {}
    for window in used.values():
        for owner in window.owners:
            for step in range(1, len(owner.way)):
                relation, rest = owner.way[step].source, owner.way[step:]
                if relation in used or relation not in mapped.tables:
                    continue
                alike = (o for o in mapped.tables[relation].owners.values() if o.way == rest and o.kind == owner.kind)
                for other in alike:
                    found.setdefault(relation, {})[other.name] = other
    for relation, owners in found.items():
        table = mapped.tables[relation]
        named = tuple(owner for name, owner in table.owners.items() if name in owners)
        yield TableWindow(table=table, shown=_ordered(table, _keys(table, named)), owners=named)


def _plain_tables(mapped: Mapped) -> dict[Relation, TableWindow]:
    return {
        relation: TableWindow(table=table, shown=tuple(column.name for column in table.table.columns))
        for relation, table in mapped.tables.items()
        if table.plain
    }


def _writes(window: TableWindow, purpose: Purpose, mapped: Mapped) -> TableWindow:
    """The same table window with what the purpose may write there."""
    table = window.table
    if not window.personal:
        return window
    coarse = dict(window.levels)
    writable = [name for name in window.shown if not table.columns[name].column.generated and name not in coarse]
    marked = {mapped.events[event].column for event in purpose.marks if _happens_in(event, mapped, table)}
    updates = {column.name for column in marked if column is not None} & set(window.shown)
    if May.CHANGE in purpose.may:
        fixed = set(table.table.primary_key) | table.links | mapped.clocks_of(table.relation) | table.told
        updates |= {name for name in writable if name not in fixed and not _kept_from(purpose, table, name)}
    inserts = tuple(writable) if May.ADD in purpose.may else ()
    withheld = bool(inserts and updates) and has_upsert_advisory(mapped.catalogue.server_version)
    return replace(
        window,
        inserts=() if withheld else inserts,
        updates=_ordered(table, updates),
        removes=May.REMOVE in purpose.may,
        withheld=withheld,
    )


def _kept_from(purpose: Purpose, table: MappedTable, name: str) -> bool:
    """Whether a purpose does not change a column for where its data comes from, where that is the same for all rows."""
    column = table.columns[name]
    return table.origin is None and column.category is not None and column.provided_by in purpose.not_over


def _happens_in(event: str, mapped: Mapped, table: MappedTable) -> bool:
    return event in mapped.events and mapped.events[event].table == table.relation
