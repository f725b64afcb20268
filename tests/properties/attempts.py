"""What a window's role can do, tried on PostgreSQL: its tables and columns, the rows it sees, what it may write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from properties.built import Built, as_role
from properties.pseudonyms import Pseudonyms
from properties.reading import Key, Row

DONE, NO_ROW, REFUSED = "done", "no row", "refused"

SHAPE = """
select c.relname, array_agg(a.attname::text order by a.attnum)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where n.nspname = %s group by 1
"""

ELSEWHERE = """
select format('%%s %%s', c.oid::regclass, p)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       unnest(array['select', 'insert', 'update', 'references', 'delete', 'truncate', 'trigger']) as p
 where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', %(own)s) and n.nspname not like 'pg_temp%%'
   and c.relkind in ('r', 'v', 'm', 'p', 'f')
   and (has_table_privilege(%(role)s, c.oid, p)
        or case when p not in ('delete', 'truncate', 'trigger') then has_any_column_privilege(%(role)s, c.oid, p) end)
"""


def short(table: str) -> str:
    """The name of a table without its schema: what its view is called."""
    return table.rsplit(".", 1)[-1]


def base(table: str) -> sql.Identifier:
    """The company's own table."""
    return sql.Identifier(*(table.split(".") if "." in table else ("public", table)))


def shape(built: Built, schema: str) -> dict[str, list[str]]:
    """View -> its columns, in the order of the view."""
    return {str(name): list(columns) for name, columns in built.chief.execute(SHAPE, [schema]).fetchall()}


def visible(built: Built, role: str, schema: str, table: str) -> set[Key]:
    """The primary keys of the rows that a role sees of one table."""
    return set(values(built, role, schema, table, []))


def values(built: Built, role: str, schema: str, table: str, columns: list[str]) -> dict[Key, tuple[Any, ...]]:
    """What a role sees in some columns of one table, by primary key."""
    key = built.case.schema[table]["primary_key"]
    named = sql.SQL(", ").join(map(sql.Identifier, [*key, *columns]))
    rows = built.look(role, sql.SQL("select {} from {}").format(named, sql.Identifier(schema, short(table))))
    true = true_keys(built, schema, table)
    return {true.get(tuple(row[: len(key)]), tuple(row[: len(key)])): tuple(row[len(key) :]) for row in rows}


def true_keys(built: Built, schema: str, table: str) -> dict[Key, Key]:
    """The primary keys of all rows of a table, by what a window shows instead of them if it shows pseudonyms."""
    pseudonyms = Pseudonyms.of(built.case.evaluator(), schema)
    names = built.case.schema[table]["primary_key"]
    if not pseudonyms.columns(table).keys() & set(names):
        return {}
    query = sql.SQL("select {} from {}").format(sql.SQL(", ").join(map(sql.Identifier, names)), base(table))
    keys = [tuple(row) for row in built.chief.execute(query).fetchall()]
    return {instead_of(built, pseudonyms, table, names, key): key for key in keys}


def instead_of(built: Built, pseudonyms: Pseudonyms, table: str, columns: Sequence[str], values: Key) -> Key:
    """What a window shows instead of some values of a row."""
    hidden = pseudonyms.columns(table)
    if not hidden:
        return values
    query = "select inner_pad from troth.pseudonym_key where name = %s"
    (pad,) = built.chief.execute(query, [pseudonyms.window]).fetchone() or (b"",)
    secret = bytes(byte ^ 0x36 for byte in pad)
    return tuple(
        pseudonyms.shown(secret, table, column, value) if column in hidden else value
        for column, value in zip(columns, values, strict=True)
    )


def elsewhere(built: Built, role: str, own: str) -> list[str]:
    """Every privilege that a role has on a relation outside its own schema."""
    return [str(row[0]) for row in built.chief.execute(ELSEWHERE, {"role": role, "own": own}).fetchall()]


def refuses_to_read(built: Built, role: str, relation: sql.Composable) -> bool:
    """Whether a role that reads a relation all the same is refused."""
    try:
        built.look(role, sql.SQL("select from {}").format(relation))
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def insert(built: Built, role: str, view: sql.Identifier, row: Mapping[str, Any]) -> str:
    """Try to add a row."""
    values = sql.SQL(", ").join(sql.Placeholder() * len(row))
    command = sql.SQL("insert into {} ({}) values ({})").format(view, _names(row), values)
    return _attempt(built, role, command, list(row.values()))


def update(built: Built, role: str, view: sql.Identifier, key: Row, column: str, value: Any) -> str:
    """Try to change a cell of the row with this key."""
    command = sql.SQL("update {} set {} = %s where {}").format(view, sql.Identifier(column), _is(key))
    return _attempt(built, role, command, [value, *key.values()])


def blind_update(built: Built, role: str, view: sql.Identifier, column: str, value: Any) -> int:
    """How many rows a change without any condition reaches."""
    with as_role(built.chief, role):
        return built.chief.execute(
            sql.SQL("update {} set {} = %s").format(view, sql.Identifier(column)), [value]
        ).rowcount


def delete(built: Built, role: str, view: sql.Identifier, key: Row) -> str:
    """Try to remove the row with this key."""
    return _attempt(built, role, sql.SQL("delete from {} where {}").format(view, _is(key)), list(key.values()))


def _names(row: Mapping[str, Any]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, row))


def _is(key: Row) -> sql.Composable:
    return sql.SQL(" and ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in key)


def _attempt(built: Built, role: str, command: sql.Composed, values: list[Any]) -> str:
    """What comes of a statement, which is undone. A constraint of the company's own table speaks after the policies."""
    try:
        with as_role(built.chief, role):
            return DONE if built.chief.execute(command, values).rowcount else NO_ROW
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.FeatureNotSupported,
        psycopg.errors.ObjectNotInPrerequisiteState,
    ):
        return REFUSED  # The last two: the window shows less of the column than there is, of every one, or of the rows.
    except psycopg.errors.IntegrityError:
        return DONE
