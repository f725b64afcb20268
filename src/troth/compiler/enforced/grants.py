"""Who may do what: the only room that decides on a GRANT. Every privilege of every role Troth makes is listed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from troth.compiler.enforced.look_outs import looked_at, read_columns
from troth.compiler.names import STANDING_SCHEMA, Names
from troth.compiler.stored import (
    access,
    evidence,
    journal,
    ledger,
    proofs,
    pseudonyms,
    requests,
    retention,
    sharing,
    suppression,
)
from troth.compiler.windows import TableWindow, Window
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation
from troth.postgres.objects import Grant, StoredTable, View

READ = "SELECT"

DESK_MAY = {
    **evidence.DESK_MAY,
    **journal.DESK_MAY,
    **suppression.DESK_MAY,
    **pseudonyms.DESK_MAY,
    **ledger.DESK_MAY,
    **sharing.DESK_MAY,
    **requests.DESK_MAY,
    **access.DESK_MAY,
    **proofs.DESK_MAY,
    **retention.DESK_MAY,
}
"""What the desk may do with the tables that are not plain standing."""


def on_table(
    relation: Relation, privilege: str, grantee: str, *, column: str | None = None, by: str | None = None
) -> Grant:
    return Grant(
        sort="table",
        object=f"{relation.schema}.{relation.name}",
        path=tuple(relation),
        privilege=privilege,
        grantee=grantee,
        column=column,
        by=by,
    )


def on_schema(schema: str, privilege: str, grantee: str, *, by: str | None = None) -> Grant:
    return Grant(sort="schema", object=schema, path=(schema,), privilege=privilege, grantee=grantee, by=by)


def on_columns(
    relation: Relation, privilege: str, grantee: str, columns: Iterable[str], *, by: str | None = None
) -> Iterator[Grant]:
    return (on_table(relation, privilege, grantee, column=column, by=by) for column in columns)


def window_grants(window: Window, schema: str, role: str, sees: str, keeper: str) -> Iterator[Grant]:
    """A window's role reads and writes its views; the role that owns the views reaches just those columns below."""
    yield on_schema(schema, "USAGE", role, by=sees)
    yield on_schema(STANDING_SCHEMA, "USAGE", sees, by=keeper)
    for below in {relation.schema for relation in window.tables} - {"public"}:
        yield on_schema(below, "USAGE", sees)
    for table in window.tables.values():
        view = Relation(schema, table.relation.name)
        yield on_table(view, READ, role, by=sees)
        yield from on_columns(table.relation, READ, sees, table.shown)
        for relation, grantee, by in ((view, role, sees), (table.relation, sees, None)):
            yield from on_columns(relation, "INSERT", grantee, table.inserts, by=by)
            yield from on_columns(relation, "UPDATE", grantee, table.updates, by=by)
            if table.removes:
                yield on_table(relation, "DELETE", grantee, by=by)
        yield from _sequences(table, role)


def _sequences(table: TableWindow, role: str) -> Iterator[Grant]:
    """A serial column takes its number with the rights of whoever inserts; an identity column does not."""
    for name in table.inserts:
        column = table.table.columns[name].column
        if column.sequence is not None and column.identity is None:
            yield on_table(column.sequence, "USAGE", role)


def standing_grants(
    mapped: Mapped, names: Names, looks: Iterable[View], tables: Iterable[StoredTable], sees: tuple[str, ...]
) -> Iterator[Grant]:
    """The keeper reads keys, links and times; the windows' owners read look-outs and standing; the desk writes it."""
    yield on_schema(STANDING_SCHEMA, "USAGE", names.desk, by=names.keeper)
    looked = looked_at(mapped)
    for schema in {table.relation.schema for table in looked} - {"public"}:
        yield on_schema(schema, "USAGE", names.keeper)
    for table in looked:
        yield from on_columns(table.relation, READ, names.keeper, read_columns(table, mapped))
    for view in looks:
        for role in (*sees, names.desk):
            yield on_table(view.relation, READ, role, by=names.keeper)
    for stored in tables:
        yield from _on_standing(stored, names, sees)


def suppression_grants(
    views: Iterable[View], reads: Mapping[Relation, Sequence[str]], names: Names, sees: Iterable[str]
) -> Iterator[Grant]:
    """The desk sees whose values would be suppressed, hashed; behind windows that ask, the hashes and the key are read.

    `reads`: the columns of the company's tables that hold such values, which the keeper hashes for the desk.
    """
    for view in views:
        yield on_table(view.relation, READ, names.desk, by=names.keeper)
    for relation, columns in reads.items():
        yield from on_columns(relation, READ, names.keeper, columns)
    for role in sees:
        for relation in (suppression.SUPPRESSED, suppression.KEY):
            yield on_table(relation, READ, role, by=names.keeper)


def _on_standing(stored: StoredTable, names: Names, sees: tuple[str, ...]) -> Iterator[Grant]:
    name = stored.relation.name
    if name.startswith(("consent_", "agreed_", "hidden_", "restricted_")):
        for role in sees:
            yield on_table(stored.relation, READ, role, by=names.keeper)
    append_only = name == "deployment" or name.startswith("history_")
    privileges = (READ, "INSERT") if append_only else (READ, "INSERT", "UPDATE", "DELETE")
    for privilege in DESK_MAY.get(name, privileges):
        yield on_table(stored.relation, privilege, names.desk, by=names.keeper)
