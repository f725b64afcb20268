"""Values that no marketing may use again: kept as keyed hashes after an objection or an erasure, looked up by windows.

Whoever is erased cannot be found by their key when an old list brings their address back. Their address can: it is
compared as a hash under a key of this database, which no view and no policy has in its text.
"""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live.suppressed_values import keyed_hash, normal_form, suppresses
from troth.compiler.names import standing, subject_columns
from troth.compiler.rows import Row, Rows, qualified
from troth.mapped.model import Mapped, MappedColumn, MappedTable, Owner
from troth.policy.model import Policy
from troth.postgres.objects import View

_T = Row("t")


def suppressible(policy: Policy, table: MappedTable) -> tuple[MappedColumn, ...]:
    """The columns of a table whose values some purpose suppresses."""
    return tuple(column for column in table.personal if suppresses(policy, column.category or ""))


def suppressible_views(policy: Policy, mapped: Mapped, keeper: str) -> Iterator[View]:
    """For each kind of person, whose values would be suppressed: the person's key, the category, the hash."""
    if not any(purpose.suppress for purpose in policy.purposes.values()):
        return
    for kind in mapped.kinds():
        key = mapped.subject_table(kind).table.primary_key
        found = [
            _values(Rows(mapped), table, owner, column)
            for table in mapped.tables.values()
            for column in suppressible(policy, table)
            for owner in table.owners.values()
            if owner.kind == kind and owner.name in column.owners
        ]
        if found:
            columns = (*subject_columns(key), "category", "hash")
            query = sql.SQL(" union all ").join(found)
            yield View(relation=standing("suppressible", kind), owner=keeper, columns=columns, query=query)


def _values(rows: Rows, table: MappedTable, owner: Owner, column: MappedColumn) -> sql.Composable:
    """The values of one column with the key of one of its owners. The condition of the owner's link is asked inside."""
    someone = rows.person(_T, owner)
    key = rows.mapped.subject_table(owner.kind).table.primary_key
    counts = rows.counts(owner.way[0]) if owner.way else sql.SQL("true")
    read = dict.fromkeys((*(owner.links or table.table.primary_key), column.name))
    # What is blank names nobody: kept, it would shut out everybody whose column is empty.
    source = sql.SQL("(select {} from {} where {} and {} <> '') as t").format(
        sql.SQL(", ").join(map(sql.Identifier, read)), qualified(table.relation), counts,
        normal_form(sql.Identifier(column.name)),
    )  # fmt: skip
    named = [sql.SQL("{} as {}").format(*pair) for pair in zip(someone.end, _names(key), strict=True)]
    selected = [*named, sql.SQL("{} as category").format(sql.Literal(column.category))]
    selected.append(sql.SQL("{} as hash").format(keyed_hash(_T.column(column.name))))
    where = sql.SQL(" and ").join([*someone.joins, sql.SQL("true")])
    tables = sql.SQL(", ").join([source, *someone.tables])
    return sql.SQL("select {} from {} where {}").format(sql.SQL(", ").join(selected), tables, where)


def _names(key: tuple[str, ...]) -> list[sql.Identifier]:
    return [sql.Identifier(name) for name in subject_columns(key)]
