"""One invented company: its schema, its two files, its rows, what holds for people, and the time.

A case prints itself whole, so that a counterexample can be kept as a scenario.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import yaml

from properties.evaluator import Evaluator
from properties.reading import Row
from properties.standing import Standing


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, which the two files may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(value: Any) -> str:
    """The value as YAML text, in the order it was built."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


@dataclass(frozen=True, repr=False)
class Case:
    """Everything that one property test needs; nothing in it is random any more."""

    schema: dict[str, Any]
    tables: dict[str, Any]
    policy: dict[str, Any]
    data: dict[str, list[Row]]
    standing: Standing
    clock: datetime

    @property
    def policy_yaml(self) -> str:
        return as_yaml(self.policy)

    @property
    def tables_yaml(self) -> str:
        return as_yaml(self.tables)

    @property
    def ddl(self) -> str:
        """The statements that make the company's tables."""
        schemas = dict.fromkeys(name.split(".")[0] for name in self.schema if "." in name)
        statements = [f"create schema {quoted(schema)};" for schema in schemas]
        names = list(self.schema)
        for number, (name, table) in enumerate(self.schema.items(), start=1):
            statements.append(_create(name, table, names[:number]))
        for number, (name, table) in enumerate(self.schema.items(), start=1):
            later = [key for key in table["foreign_keys"] if key["target"] not in names[:number]]
            statements += [f"alter table {quoted(name)} add {_foreign_key(key)};" for key in later]
        return "\n".join(statements) + "\n"

    @property
    def inserts(self) -> list[str]:
        """One statement per row, in an order that foreign keys accept; then what refers to a row that is made later."""
        made: set[tuple[str, str]] = set()
        inserts, links = [], []
        for table, rows in self.data.items():
            for row in rows:
                later = self._refers_later(table, row, made)
                inserts.append(insertion(table, {**row, **dict.fromkeys(later)}))
                if later:
                    links.append(changing(table, {name: row[name] for name in later}, self._key(table, row)))
                made.add((table, repr(row)))
        return inserts + links

    def _refers_later(self, table: str, row: Row, made: set[tuple[str, str]]) -> list[str]:
        """The columns of foreign keys to rows that are not there yet, and that can be null until they are."""
        schema = self.schema[table]
        found = []
        for key in schema["foreign_keys"]:
            wanted = [row[column] for column in key["columns"]]
            target = next(
                (r for r in self.data[key["target"]] if [r[c] for c in key["target_columns"]] == wanted), None
            )
            if target is not None and (key["target"], repr(target)) not in made:
                found += [column for column in key["columns"] if schema["columns"][column]["nullable"]]
        return found

    def _key(self, table: str, row: Row) -> Row:
        return {name: row[name] for name in self.schema[table]["primary_key"]}

    def evaluator(self) -> Evaluator:
        """The reference's view of this case."""
        return Evaluator(
            policy=self.policy,
            tables=self.tables,
            schema=self.schema,
            data=self.data,
            standing=self.standing,
            clock=self.clock,
        )

    def __repr__(self) -> str:
        standing = self.standing
        parts = {
            "schema.sql": self.ddl,
            "rows.sql": "\n".join(self.inserts),
            "tables.yaml": self.tables_yaml,
            "policy.yaml": self.policy_yaml,
            "standing": "\n".join(
                [
                    *(f"consent {who} at {when}" for who, when in sorted(standing.consents.items(), key=repr)),
                    *(f"ended {who}" for who in sorted(standing.ended, key=repr)),
                    *(f"pending {who}" for who in sorted(standing.pending, key=repr)),
                    *(f"agreed {who}: {said}" for who, said in sorted(standing.agreed.items(), key=repr)),
                    *(f"child {who}" for who in sorted(standing.children, key=repr)),
                    *map(repr, standing.restrictions),
                ]
            ),
            "clock": f"{self.clock.isoformat()} in {self.policy['time_zone']}",
        }
        return "\n".join(f"--- {name}\n{text.rstrip()}" for name, text in parts.items())


def quoted(name: str) -> str:
    """A table or column name as SQL takes it, whatever its letters."""
    return ".".join(f'"{part}"' for part in name.split("."))


def _names(columns: Iterable[str]) -> str:
    return ", ".join(quoted(column) for column in columns)


def _create(name: str, table: dict[str, Any], known: list[str]) -> str:
    lines = [
        f"{quoted(column)} {entry['type']}{'' if entry['nullable'] else ' not null'}"
        for column, entry in table["columns"].items()
    ]
    lines.append(f"primary key ({_names(table['primary_key'])})")
    lines += [_foreign_key(key) for key in table["foreign_keys"] if key["target"] in known]
    return f"create table {quoted(name)} (\n  " + ",\n  ".join(lines) + "\n);"


def _foreign_key(key: dict[str, Any]) -> str:
    return (
        f"foreign key ({_names(key['columns'])}) references {quoted(key['target'])} ({_names(key['target_columns'])})"
    )


def changing(table: str, values: Row, key: Row) -> str:
    set_ = ", ".join(f"{quoted(name)} = {literal(value)}" for name, value in values.items())
    where = " and ".join(f"{quoted(name)} = {literal(value)}" for name, value in key.items())
    return f"update {quoted(table)} set {set_} where {where};"


def insertion(table: str, row: Row) -> str:
    values = ", ".join(literal(value) for value in row.values())
    return f"insert into {quoted(table)} ({_names(row)}) values ({values});"


def literal(value: Any) -> str:
    """A value as an SQL literal."""
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value).lower()
    if isinstance(value, datetime):
        return f"{'timestamptz' if value.tzinfo else 'timestamp'} '{value.isoformat(' ')}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, UUID):
        return f"uuid '{value}'"
    return "'" + str(value).replace("'", "''") + "'"
