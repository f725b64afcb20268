"""The data map and the schema, read into simple values: tables, owners, paths, links and conditions.

Part of the reference evaluator: it follows docs/explanation/meaning.md and shares no code with Troth.

The schema is a dictionary: table name -> {"columns": {name: {"type": ..., "nullable": ...}}, "primary_key": [...],
"foreign_keys": [{"columns": [...], "target": table, "target_columns": [...]}]}. A row is a dictionary of its columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Hop:
    """One step from a row to the row it refers to: a foreign key, or a link declared in the data map."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Owner:
    """Whose data is in the rows of a table. The path of a subject table is empty."""

    name: str
    kind: str
    path: tuple[Hop, ...]
    when: str | None = None


@dataclass(frozen=True)
class Happening:
    """An event or a condition: the table of its column or its `where`, and the table to whose rows it happens."""

    table: str
    happens_to: str
    column: str = ""
    where: str = ""


def covers(pattern: str, category: str) -> bool:
    """`contact.*` speaks of contact and of all below it; any other name speaks of itself."""
    stem = pattern.removesuffix(".*")
    return category == stem or (pattern.endswith(".*") and category.startswith(stem + "."))


class DataMap:
    """tables.yaml together with the schema it speaks of."""

    def __init__(self, tables: dict[str, Any], schema: dict[str, Any]) -> None:
        self.tables = tables
        self.schema = schema
        self.mapped: dict[str, Any] = tables["tables"]
        self.subject_table = {
            entry["subject"]: name for name, entry in self.mapped.items() if entry != "plain" and "subject" in entry
        }
        self.hops = [
            Hop(name, tuple(key["columns"]), key["target"], tuple(key["target_columns"]))
            for name, table in schema.items()
            for key in table.get("foreign_keys", [])
        ]
        for start, end in (tables.get("links") or {}).items():
            (table, column), (target, target_column) = start.rsplit(".", 1), end.rsplit(".", 1)
            self.hops.append(Hop(table, (column,), target, (target_column,)))
        self.hops = list(dict.fromkeys(self.hops))
        self.owners: dict[str, list[Owner]] = {name: self._read_owners(name) for name in self.mapped}
        self.events = {name: _read_event(entry) for name, entry in (tables.get("events") or {}).items()}
        self.conditions = {name: _read_condition(entry) for name, entry in (tables.get("conditions") or {}).items()}

    def is_plain(self, table: str) -> bool:
        """Whether the whole table holds nothing about people."""
        return bool(self.mapped[table] == "plain")

    def primary_key(self, table: str) -> tuple[str, ...]:
        return tuple(self.schema[table]["primary_key"])

    def key_of(self, table: str, row: Row) -> Key:
        return tuple(row[column] for column in self.primary_key(table))

    def _columns(self, table: str) -> dict[str, Any]:
        if self.is_plain(table):
            return {}
        entries = self.mapped[table].get("columns") or {}
        return {name: {"holds": entry} if isinstance(entry, str) else entry for name, entry in entries.items()}

    def plain_columns(self, table: str) -> list[str]:
        return [name for name, entry in self._columns(table).items() if entry["holds"] == "plain"]

    def personal_columns(self, table: str) -> dict[str, tuple[str, list[Owner]]]:
        """Column -> its category and the owners whose data it is."""
        found = {}
        for name, entry in self._columns(table).items():
            if entry["holds"] != "plain":
                named = entry.get("of") or [owner.name for owner in self.owners[table]]
                named = [named] if isinstance(named, str) else named
                found[name] = (entry["holds"], [owner for owner in self.owners[table] if owner.name in named])
        return found

    def plain_once_unlinked(self, table: str) -> set[str]:
        """The columns that are personal only while a link of their row leads to somebody."""
        return {name for name, entry in self._columns(table).items() if entry.get("once_unlinked") == "plain"}

    def links(self, table: str) -> set[str]:
        """The columns of the first steps of the owners' paths."""
        return {name for owner in self.owners[table] for hop in owner.path[:1] for name in hop.columns}

    def is_linked(self, table: str, row: Row) -> bool:
        """Whether any link of a row has a value."""
        return any(row[name] is not None for name in self.links(table))

    def period_column(self, period: str, table: str) -> str | None:
        """The column of a table whose value decides how long a named period is."""
        return dict(self._period_columns(period)).get(table)

    def period_columns(self, table: str) -> set[str]:
        """The columns of a table whose values decide how long periods are."""
        found = {self.period_column(period, table) for period in self.tables.get("periods") or {}}
        return {column for column in found if column}

    def _period_columns(self, period: str) -> list[list[str]]:
        columns = (self.tables.get("periods") or {}).get(period) or []
        return [column.rsplit(".", 1) for column in ([columns] if isinstance(columns, str) else columns)]

    def restricts_rows(self, table: str) -> bool:
        return not self.is_plain(table) and bool(self.mapped[table].get("restrict_rows"))

    def _read_owners(self, table: str) -> list[Owner]:
        entry = self.mapped[table]
        if entry == "plain":
            return []
        if "subject" in entry:
            return [Owner(entry["subject"], entry["subject"], ())]
        owners = []
        for name, line in (entry.get("owners") or {}).items():
            (kind,) = [key for key in line if key != "when"]
            owners.append(Owner(name, kind, self._read_path(table, line[kind], kind), line.get("when")))
        return owners

    def _read_path(self, table: str, text: str, kind: str) -> tuple[Hop, ...]:
        """`order_id > orders.buyer_id`: each step names a column of a foreign key to the table of the next step."""
        steps = [step.strip() for step in text.split(">")]
        starts = [table] + [step.rsplit(".", 1)[0] for step in steps[1:]]
        ends = [*starts[1:], self.subject_table[kind]]
        columns = [steps[0]] + [step.rsplit(".", 1)[1] for step in steps[1:]]
        return tuple(self._hop(*step) for step in zip(starts, columns, ends, strict=True))

    def _hop(self, table: str, column: str, target: str) -> Hop:
        fits = [hop for hop in self.hops if hop.table == table and column in hop.columns and hop.target == target]
        fewest = min((len(hop.columns) for hop in fits), default=0)
        (hop,) = {hop for hop in fits if len(hop.columns) == fewest}
        return hop

    def shortest_chains(self, start: str, end: str, *, avoid: frozenset[str] = frozenset()) -> list[tuple[Hop, ...]]:
        """All the shortest chains of foreign keys from one table to another; `avoid` may only be where they end."""
        chains: list[tuple[Hop, ...]] = [()]
        seen = {start}
        while chains:
            longer = [
                (*chain, hop)
                for chain in chains
                for hop in self.hops
                if hop.table == (chain[-1].target if chain else start) and hop.target not in seen
            ]
            arrived = [chain for chain in longer if chain[-1].target == end]
            if arrived:
                return arrived
            chains = [chain for chain in longer if chain[-1].target not in avoid]
            seen |= {chain[-1].target for chain in longer}
        return []


def _read_event(entry: Any) -> Happening:
    entry = {"at": entry} if isinstance(entry, str) else entry
    table, column = entry["at"].rsplit(".", 1)
    return Happening(table, entry.get("of") or table, column=column)


def _read_condition(entry: Any) -> Happening:
    return Happening(entry["table"], entry.get("of") or entry["table"], where=entry["where"])


_TERM = re.compile(r'"?(?P<column>\w+)"? (?P<test>is not null|is null|=|<>) ?(?P<value>.*)')


def is_true(where: str, row: Row) -> bool:
    """Whether a row meets an SQL condition of the simple kind: `a is null and b = 'x' or c <> 3`.

    What SQL calls unknown (a comparison with null) is not true.
    """
    return any(all(_holds(term, row) for term in part.split(" and ")) for part in where.split(" or "))


def _holds(term: str, row: Row) -> bool:
    match = _TERM.fullmatch(term.strip())
    if match is None:
        raise ValueError(f"the evaluator does not read the condition `{term}`")
    value = row[match["column"]]
    if match["test"].startswith("is"):
        return (value is None) == (match["test"] == "is null")
    if value is None:
        return False
    return bool(value == _literal(match["value"])) == (match["test"] == "=")


def _literal(text: str) -> Any:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return {"true": True, "false": False}[text] if text in ("true", "false") else int(text)
