"""How each object is made and unmade: the only room that writes a GRANT, a CREATE or a DROP. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from psycopg import sql

from troth.postgres.catalogue import Relation
from troth.postgres.objects import (
    GRANTABLE,
    PUBLIC,
    SETTINGS,
    Function,
    Grant,
    Membership,
    Object,
    Role,
    RowPolicy,
    RowSecurity,
    Schema,
    StoredColumn,
    StoredTable,
    View,
)
from troth.postgres.versions import memberships_have_options

Statement = sql.Composed | sql.SQL
Statements = list[Statement]


def name(relation: Relation) -> sql.Identifier:
    return sql.Identifier(relation.schema, relation.name)


def listed(names: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def as_role(role: str | None, statements: Statements) -> Statements:
    """Run statements as the role that shall own what they make; without one as whoever runs them."""
    if not role:
        return statements
    return [sql.SQL("set local role {}").format(sql.Identifier(role)), *statements, sql.SQL("reset role")]


def create(item: Object) -> Statements:
    """The statements that make an object."""
    match item:
        case Role():
            return _create_role(item)
        case Membership():
            # Without options: from 16 on it inherits as the member's role does by itself, and so not at all.
            return [sql.SQL("grant {} to {}").format(sql.Identifier(item.role), sql.Identifier(item.member))]
        case Schema():
            return [
                sql.SQL("create schema {} authorization {}").format(
                    sql.Identifier(item.name), sql.Identifier(item.owner)
                )
            ]
        case StoredTable():
            return as_role(item.owner, create_table(item))
        case Function():
            return as_role(item.owner, [create_function(item)])
        case View():
            return as_role(item.owner, [create_view(item.relation, item)])
        case RowSecurity():
            return [] if item.before else [sql.SQL("alter table {} enable row level security").format(name(item.table))]
        case RowPolicy():
            return [create_policy(name(item.table), item)]
        case Grant():
            return as_role(item.by, [_grant(item)])


def drop(item: Object) -> Statements:
    """The statements that unmake an object."""
    match item:
        case Role():
            return [sql.SQL("drop role {}").format(sql.Identifier(item.name))]
        case Membership():
            return [sql.SQL("revoke {} from {}").format(sql.Identifier(item.role), sql.Identifier(item.member))]
        case Schema():
            return as_role(item.owner, [sql.SQL("drop schema {}").format(sql.Identifier(item.name))])
        case StoredTable():
            return as_role(item.owner, [sql.SQL("drop table {}").format(name(item.relation))])
        case Function():
            return as_role(item.owner, [sql.SQL("drop function {}").format(_signature(item))])
        case View():
            return as_role(item.owner, [sql.SQL("drop view {}").format(name(item.relation))])
        case RowSecurity():
            return (
                [] if item.before else [sql.SQL("alter table {} disable row level security").format(name(item.table))]
            )
        case RowPolicy():
            return [sql.SQL("drop policy {} on {}").format(sql.Identifier(item.name), name(item.table))]
        case Grant():
            return as_role(item.by, [_revoke(item)])


def alter_role(item: Role, live: Role) -> Statements:
    """The attributes and settings of a role that exists already, as it is `live`.

    Attributes that only a superuser may take away are left: verify reports them. From 16 on, only who has CREATEDB
    may so much as speak of it.
    """
    role = sql.Identifier(item.name)
    taken = [word for power, word in _TAKEN.items() if power in live.powers]
    return [
        sql.SQL("alter role {} {} {}").format(role, _login(item), _words(" ".join(taken))),
        *_settings(item, item.database or live.database),
    ]


def without_powers(item: Role) -> Statement:
    """What a superuser runs to take away what a role of Troth's must not have."""
    powers = _words(" ".join(f"no{power}" for power in item.powers))
    return sql.SQL("alter role {} {}").format(sql.Identifier(item.name), powers)


def _settings(item: Role, database: str) -> Statements:
    """The settings of a role in the database in which it is to have some, or has some now."""
    if not database:
        return []
    wanted = dict(item.settings)
    return [_setting(item.name, database, setting, wanted.get(setting)) for setting in SETTINGS]


_TAKEN = {"inherit": "noinherit", "createrole": "nocreaterole"}
"""What a login with CREATEROLE may take away everywhere; the rest is a superuser's to take."""


def _create_role(item: Role) -> Statements:
    made: Statements = [sql.SQL("create role {} {} noinherit").format(sql.Identifier(item.name), _login(item))]
    return made + [_setting(item.name, item.database, setting, value) for setting, value in item.settings]


def _login(item: Role) -> sql.SQL:
    return sql.SQL("login") if item.login else sql.SQL("nologin")


def _setting(role: str, database: str, setting: str, value: str | None) -> Statement:
    """A setting of a role in one database alone: roles belong to the whole cluster, windows do not."""
    if value is None:
        what = sql.SQL("reset {}").format(_words(setting))
    else:
        what = sql.SQL("set {} = {}").format(_words(setting), sql.Literal(value))
    return sql.SQL("alter role {} in database {} {}").format(sql.Identifier(role), sql.Identifier(database), what)


def admit(role: str, deployer: str, *, server_version: int, inherit: bool = False) -> Statements:
    """Let the deploying login make objects for a role; from 16 on without inheriting what the role may do.

    It does inherit from the roles that own schemas: its backups must read what is in them, and its restores make it.
    """
    option = sql.SQL("")
    if memberships_have_options(server_version):
        option = sql.SQL("with inherit true, set true") if inherit else sql.SQL("with inherit false, set true")
    return [sql.SQL("grant {} to {} {}").format(sql.Identifier(role), sql.Identifier(deployer), option)]


def create_table(item: StoredTable) -> Statements:
    """A table of Troth's own, made by whoever shall own it."""
    columns = [_column(column) for column in item.columns]
    columns.append(sql.SQL("primary key ({})").format(listed(item.primary_key)))
    made: Statements = [sql.SQL("create table {} ({})").format(name(item.relation), sql.SQL(", ").join(columns))]
    for index in item.indexes:
        made.append(sql.SQL("create index on {} ({})").format(name(item.relation), listed(index)))
    return made


def _column(column: StoredColumn) -> sql.Composable:
    parts = [sql.Identifier(column.name), _words(column.type)]
    if column.identity:
        parts.append(sql.SQL("generated always as identity"))
    if not column.nullable:
        parts.append(sql.SQL("not null"))
    if column.default:
        parts.append(sql.SQL("default {}").format(_words(column.default)))
    if column.check:
        parts.append(_words(column.check))
    return sql.SQL(" ").join(parts)


def alter_table(wanted: StoredTable, live: StoredTable) -> Statements:
    """A standing table as it is wanted, without losing a row. Its primary key is never another one."""
    held = {column.name: column for column in live.columns}
    changes = [part for column in wanted.columns for part in _alterations(column, held.get(column.name))]
    table = name(wanted.relation)
    made: Statements = [sql.SQL("alter table {} {}").format(table, change) for change in changes]
    for index in wanted.indexes:
        if index not in live.indexes:
            made.append(sql.SQL("create index on {} ({})").format(table, listed(index)))
    return as_role(live.owner, made)


def _alterations(wanted: StoredColumn, live: StoredColumn | None) -> Statements:
    if live is None:
        return [sql.SQL("add column {}").format(_column(wanted))]
    column, made = sql.Identifier(wanted.name), Statements()
    if wanted.type != live.type:
        made.append(sql.SQL("alter column {} type {}").format(column, _words(wanted.type)))
    if wanted.nullable != live.nullable:
        made.append(sql.SQL("alter column {} {} not null").format(column, _words("drop" if wanted.nullable else "set")))
    if wanted.default != live.default:
        default = (
            sql.SQL("set default {}").format(_words(wanted.default)) if wanted.default else sql.SQL("drop default")
        )
        made.append(sql.SQL("alter column {} {}").format(column, default))
    if wanted.check and not live.check:
        made.append(sql.SQL("add {}").format(_words(wanted.check)))
    return made


def _words(text: str) -> sql.SQL:
    """A type, a default, a check or a function body that Troth itself wrote or format_type() printed."""
    return sql.SQL(text)


def create_function(item: Function) -> Statement:
    """A function of Troth's own, made by whoever shall own it."""
    return sql.SQL("create function {} returns {} language sql {} parallel safe {}").format(
        _signature(item), _words(item.returns), _words(item.volatility), _words(item.body)
    )


def _signature(item: Function) -> sql.Composable:
    return sql.SQL("{}({})").format(sql.Identifier(item.schema, item.name), _words(item.arguments))


def create_view(at: Relation, item: View) -> Statement:
    """A view under the name `at`, so that its stored form can be tried elsewhere."""
    query = item.query if isinstance(item.query, sql.Composable) else _words(item.query)
    return sql.SQL("create view {} ({}) as {}").format(name(at), listed(item.columns), query)


def create_policy(table: sql.Composable, item: RowPolicy, role: sql.Composable | None = None) -> Statement:
    """A row policy on `table`, which need not be the real one, for `role`, which need not exist yet."""
    grantee = role or (sql.SQL("public") if item.role == PUBLIC else sql.Identifier(item.role))
    parts = [
        sql.SQL("create policy {} on {} as {} for {} to {}").format(
            sql.Identifier(item.name),
            table,
            _words("permissive" if item.permissive else "restrictive"),
            _words(item.command),
            grantee,
        )
    ]
    for word, condition in (("using", item.using), ("with check", item.check)):
        if condition is not None:
            expression = condition if isinstance(condition, sql.Composable) else _words(condition)
            parts.append(sql.SQL("{} ({})").format(_words(word), expression))
    return sql.SQL(" ").join(parts)


def grant_all(items: Iterable[Grant]) -> Statements:
    """Many grants in few statements: all privileges of a grantee on an object, for all who get the same, at once."""
    given: dict[tuple[str, str, str, str], list[Grant]] = {}
    for item in items:
        given.setdefault((item.by or "", item.sort, item.object, item.grantee), []).append(item)
    alike: dict[tuple[str, str, str, tuple[tuple[str, str], ...]], list[Grant]] = {}
    for (by, sort, on, _), grants in given.items():
        what = tuple(sorted((grant.privilege, grant.column or "") for grant in grants))
        alike.setdefault((by, sort, on, what), []).extend(grants)
    made: Statements = []
    for by, several in groupby(sorted(alike), key=lambda key: key[0]):
        together = [_granted(alike[key]) for key in several]
        made += as_role(by, together)
    return made


def _granted(alike: Sequence[Grant]) -> Statement:
    """One statement for grants on one object, of the same privileges to each of their grantees."""
    privileges = {(item.privilege, item.column): _privilege(item) for item in alike}
    grantees = {item.grantee: _privilege(item)[3] for item in alike}
    _, kind, target, _ = _privilege(alike[0])
    said = sql.SQL(", ").join(privilege for privilege, *_ in privileges.values())
    return sql.SQL("grant {} on {} {} to {}").format(said, kind, target, sql.SQL(", ").join(grantees.values()))


def _grant(item: Grant) -> Statement:
    return sql.SQL("grant {} on {} {} to {}").format(*_privilege(item))


def _revoke(item: Grant) -> Statement:
    return sql.SQL("revoke {} on {} {} from {}").format(*_privilege(item))


def _privilege(item: Grant) -> tuple[sql.Composable, sql.Composable, sql.Composable, sql.Composable]:
    privilege: sql.Composable = _words(item.privilege.removesuffix(GRANTABLE))
    if item.column is not None:
        privilege = sql.SQL("{} ({})").format(privilege, sql.Identifier(item.column))
    grantee = sql.SQL("public") if item.grantee == PUBLIC else sql.Identifier(item.grantee)
    target: sql.Composable = sql.Identifier(*item.path)
    if item.sort == "function":
        target = _words(item.object)
    return privilege, _words(item.sort), target, grantee
