"""Which rows each window may see, add, change and remove: row security for the roles that own the windows' views."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from psycopg import sql

from troth.compiler.erasable.let_go import is_plain
from troth.compiler.live.live import Live
from troth.compiler.names import EVERYONE_ELSE, STANDING_SCHEMA, Names, fit, rule_policy
from troth.compiler.rows import FALSE, TRUE, Row, both, either
from troth.compiler.windows import TableWindow, Window
from troth.compiler.written.write_rules import write_rules
from troth.mapped.model import Mapped, MappedTable
from troth.policy.model import Recipient
from troth.postgres.objects import PUBLIC, Object, RowPolicy, RowSecurity


def row_security(mapped: Mapped, names: Names, roles: tuple[str, ...]) -> Iterator[Object]:
    """Row security on every personal table, in a way that changes nothing for anyone else.

    Where the company had row security already, its policies decide for others; ours only let our own roles in.
    """
    for table in mapped.tables.values():
        if table.plain:
            continue
        before = table.table.row_security
        yield RowSecurity(table=table.relation, before=before)
        if not before:
            yield _open_to(table, EVERYONE_ELSE, PUBLIC)
            continue
        for role in (names.keeper, *roles):
            yield _open_to(table, fit(f"troth_admits_{role}"), role)


def _open_to(table: MappedTable, name: str, role: str) -> RowPolicy:
    return RowPolicy(
        table=table.relation, name=name, role=role, command="all", permissive=True, using=sql.SQL("true"), check=None
    )


Shown = Callable[[Window, TableWindow], sql.Composable]
"""The rows of a table that a window shows, where that is not what its purpose says."""


def window_policies(window: Window, live: Live, role: str, shown: Shown | None = None) -> Iterator[RowPolicy]:
    """The restrictive policies of one window: one for each table and each command it has."""
    for table in window.tables.values():
        if not table.table.plain:
            visible = shown(window, table) if shown else live.visible(table, window.purpose)
            yield from _of_table(window, table, live, role, visible)


def plain_rows(window: Window, table: TableWindow, live: Live) -> sql.Composable:
    """The rows that lead to nobody any more, where a purpose is shown what is plain then."""
    if window.recipient or not any(table.table.columns[name].once_unlinked for name in table.personal):
        return FALSE
    row = Row(table.relation.name)
    return both([is_plain(table.table, row, live.policy.time_zone), live.row_not_restricted(row, table.table)])


def _of_table(
    window: Window, table: TableWindow, live: Live, role: str, visible: sql.Composable
) -> Iterator[RowPolicy]:
    """Changing and removing ask for sight too: a statement that reads nothing is not held to the policy for reading.

    PostgreSQL checks the same condition once, even if two policies state it.
    """

    def policy(command: str, using: sql.Composable | None, check: sql.Composable | None = None) -> RowPolicy:
        return RowPolicy(
            table=table.relation,
            name=fit(f"{role}_{command}"),
            role=role,
            command=command,
            using=using,
            check=check,
        )

    yield policy("select", either([visible, plain_rows(window, table, live)]))
    standing = live.writable(table, window.purpose)
    if table.inserts:
        yield policy("insert", None, standing)
        yield from _rules(table, live, role, "insert")
    if table.updates:
        yield policy("update", both([visible, _not_over(table, live, window.purpose)]), standing)
        yield from _rules(table, live, role, "update")
    if table.removes:
        yield policy("delete", visible)


def _rules(table: TableWindow, live: Live, role: str, command: str) -> Iterator[RowPolicy]:
    """One policy for each rule about what is written, so that a refusal tells which was broken."""
    for rule in write_rules(live, table, adds=command == "insert"):
        name = rule_policy(role, command, rule.name)
        using = sql.SQL("true") if command == "update" else None
        yield RowPolicy(table=table.relation, name=name, role=role, command=command, using=using, check=rule.check)


def _not_over(table: TableWindow, live: Live, purpose: str) -> sql.Composable:
    """What a purpose does not change: rows that came from elsewhere than it may write over."""
    kept, origin = live.policy.purposes[purpose].not_over, table.table.origin
    if not kept or origin is None:
        return TRUE
    column = sql.Identifier(table.relation.name, origin.in_)
    return sql.SQL("({}::text in ({})) is not true").format(column, sql.SQL(", ").join(map(sql.Literal, kept)))


def in_force(recipient: Recipient) -> sql.Composable:
    """The agreement, the safeguard and the review of a recipient are in force, by the clock."""
    today = sql.SQL("(select {}.today())").format(sql.Identifier(STANDING_SCHEMA))
    parts: list[sql.Composable] = []
    if recipient.agreement:
        parts.append(sql.SQL("{} >= {}::date").format(today, sql.Literal(recipient.agreement.signed.isoformat())))
    if recipient.review:
        parts.append(sql.SQL("{} >= {}::date").format(today, sql.Literal(recipient.review.done.isoformat())))
    for ends in (recipient.agreement, recipient.safeguard, recipient.review):
        if ends and ends.expires:
            parts.append(sql.SQL("{} <= {}::date").format(today, sql.Literal(ends.expires.isoformat())))
    return both(parts)
