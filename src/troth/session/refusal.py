"""Why PostgreSQL refused a statement of a window: what the purpose may see, and which purposes could see the rest.

Pure: from the error, what the window shows and the two files, a finding. PostgreSQL's words are read for the names in
them, never for their language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from troth.checks import Declared
from troth.findings import Finding, Place, did_you_mean
from troth.policy.model import Purpose
from troth.session.broken_rule import broken_rule
from troth.session.seen import Seen, TableSeen
from troth.tables.model import Table, TableName

HIDDEN_COLUMN, NO_COLUMN, HIDDEN_TABLE, NO_TABLE = "TR610", "TR611", "TR612", "TR613"
NOT_ALLOWED, NOT_NOW, OUTSIDE, WORKED_OUT = "TR614", "TR615", "TR616", "TR621"

REFUSALS = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.ObjectNotInPrerequisiteState,
)
"""The errors by which PostgreSQL keeps a window to what its purpose may see; see is_refusal() for the last two."""

_SHUT = "its window is shut: after a restore, troth replay opens it; if somebody has shut it, troth open"
_QUOTED = re.compile(r'"((?:[^"]|"")+)"')
_DOTTED = re.compile(r"(?:^|\s)([^\s.\"]+)\.([^\s.\"]+)(?=\s|$)")

_ALIAS_MISSING = "errorMissingRTE"
_ROW_CHECKS = "ExecWithCheckOptions"
_VIEW_WRITES = ("rewriteTargetView", "error_view_not_updatable")


def is_refusal(problem: psycopg.Error) -> bool:
    """Whether one of REFUSALS refuses something: what PostgreSQL does not support is a refusal only of a view."""
    unable = isinstance(problem, psycopg.errors.FeatureNotSupported | psycopg.errors.ObjectNotInPrerequisiteState)
    return not unable or problem.diag.source_function in _VIEW_WRITES


def explain_refusal(
    problem: psycopg.Error, *, purpose: str, role: str, seen: Seen, declared: Declared
) -> Finding | None:
    """The finding for a refusal, or None if the error is no refusal: a slip in the statement's own names.

    `role` is the role that owns the window's views.
    """
    refusal = _Refusal(purpose, role, seen, declared, problem.diag.message_primary or str(problem))
    match problem:
        case psycopg.errors.UndefinedColumn():
            return refusal.column()
        case psycopg.errors.UndefinedTable():
            return None if problem.diag.source_function == _ALIAS_MISSING else refusal.table()
        case psycopg.errors.InsufficientPrivilege():
            return refusal.row() if problem.diag.source_function == _ROW_CHECKS else refusal.privilege()
        case psycopg.errors.FeatureNotSupported():
            return refusal.worked_out() if is_refusal(problem) else None
        case psycopg.errors.ObjectNotInPrerequisiteState():
            return refusal.privilege() if is_refusal(problem) else None
    return None


@dataclass(frozen=True)
class _Refusal:
    purpose: str
    role: str
    seen: Seen
    declared: Declared
    said: str

    # -- a column ----------------------------------------------------------------------------------------------------

    def column(self) -> Finding:
        table, column = self._named_column()
        holding = [name for name in self._tables_with(column) if table in (None, name.name)]
        holding = [name for name in holding if name.name in self.seen] or holding
        if not holding:
            tables = [self.seen[table]] if table and table in self.seen else self.seen.values()
            known = [name for each in tables for name in each.reads]
            return Finding(
                code=NO_COLUMN,
                message=f"`{self.purpose}` sees no column `{column}`, and neither does any other purpose",
                where=Place(object=f"{table}.{column}" if table else column),
                why=self._why_not_seen(),
                hint=did_you_mean(column, known),
            )
        return self._hidden_column(holding[0], column)

    def _why_not_seen(self) -> str:
        uses = ", ".join(self.declared.policy.purposes[self.purpose].uses)
        return f"its window shows what holds {uses}, and what beside it says nothing about a person"

    def _hidden_column(self, table: TableName, column: str) -> Finding:
        holds = self.declared.data_map.tables[table].columns[column].holds
        others = tuple(self._purposes_that_see(table, column))
        why = f"`{self.purpose}` uses {', '.join(self.declared.policy.purposes[self.purpose].uses)}; "
        return Finding(
            code=HIDDEN_COLUMN,
            message=f"`{table}.{column}` is not for the purpose `{self.purpose}`",
            where=Place(object=f"{table}.{column}"),
            why=why + ("that table is not among it" if holds == "plain" else f"`{column}` holds {holds}"),
            hint=f"{self._sees_of(table.name)}; {_could(others, f'{table}.{column}')}",
        )

    def _named_column(self) -> tuple[str | None, str]:
        quoted = [name.replace('""', '"') for name in _QUOTED.findall(self.said)]
        dotted = _DOTTED.search(self.said)
        if quoted:
            return (quoted[1] if len(quoted) > 1 else None), quoted[0]
        if dotted:
            qualifier, column = dotted.groups()
            return (qualifier if any(qualifier == name.name for name in self._tables()) else None), column
        return None, self.said.split()[-1]

    def _tables(self) -> Iterator[TableName]:
        return iter(self.declared.data_map.tables)

    def _tables_with(self, column: str) -> list[TableName]:
        return [name for name, table in self.declared.data_map.tables.items() if column in table.columns]

    # -- a table -----------------------------------------------------------------------------------------------------

    def table(self) -> Finding:
        quoted = _QUOTED.findall(self.said)
        name = (quoted[0] if quoted else self.said.split()[-1]).rsplit(".", 1)[-1]
        found = next((table for table in self._tables() if table.name == name), None)
        if found is not None and name not in self.seen:
            return self._hidden_table(found)
        return Finding(
            code=NO_TABLE,
            message=f"`{self.purpose}` sees no table `{name}`" + (" now" if name in self.seen else ""),
            where=Place(object=name),
            why=self._why_not_seen(),
            hint=_SHUT if name in self.seen else did_you_mean(name, self.seen),
        )

    def _hidden_table(self, table: TableName) -> Finding:
        columns = self.declared.data_map.tables[table].columns
        others = dict.fromkeys(other for column in columns for other in self._purposes_that_see(table, column))
        return Finding(
            code=HIDDEN_TABLE,
            message=f"`{table}` is not for the purpose `{self.purpose}`",
            where=Place(object=str(table)),
            why=f"none of its columns holds what `{self.purpose}` uses: "
            + ", ".join(self.declared.policy.purposes[self.purpose].uses),
            hint=f"`{self.purpose}` sees {_listed(self.seen)}; {_could(tuple(others), str(table))}",
        )

    # -- a privilege -------------------------------------------------------------------------------------------------

    def privilege(self) -> Finding:
        name = self.said.split()[-1].strip('"')
        seen = self.seen.get(name)
        if seen is None or "table" in self.said.split():
            return self._outside(name)
        return Finding(
            code=NOT_ALLOWED,
            message=f"`{self.purpose}` may not do this with `{name}`",
            where=Place(object=name),
            why=f"what it may do there: {_allowed(seen)}",
            hint="`may` and `marks` of the purpose decide what it writes; keys, links and clocks are never changed",
        )

    def _outside(self, name: str) -> Finding:
        if name in self.seen:
            hint = f"write `{name}`, without a schema: the window has a view of that name"
        else:
            hint = f"the window has {_listed(self.seen)}; other data is for other purposes: open one of theirs"
        return Finding(
            code=OUTSIDE,
            message=f"`{self.purpose}` reaches only its window, and `{name}` is outside of it",
            where=Place(object=name),
            why=self.said,
            hint=hint,
        )

    def worked_out(self) -> Finding:
        """A write of a column that the window does not show as it is."""
        table, column = self._named_column()
        of = f"{table}.{column}" if table else column
        tables = [name for name in self._tables_with(column) if name.name == table]
        holds = [self.declared.data_map.tables[name].columns[column].holds for name in tables]
        level = next((level for each, level in self._purpose.levels.items() if each in holds), None)
        shown = f"the {level} of it" if level else "what it is turned into"
        return Finding(
            code=WORKED_OUT,
            message=f"`{of}` is not written for `{self.purpose}`, which sees {shown} alone",
            where=Place(object=of),
            why="what a window does not show as it is cannot be written there: the rest would be lost or made up",
            hint="leave it out, or write it for a purpose that sees it exactly",
        )

    @property
    def _purpose(self) -> Purpose:
        return self.declared.policy.purposes[self.purpose]

    def row(self) -> Finding:
        quoted = _QUOTED.findall(self.said)
        name = quoted[-1] if quoted else "the table"
        broken = broken_rule(quoted[0], name, role=self.role, declared=self.declared) if len(quoted) > 1 else None
        return broken or Finding(
            code=NOT_NOW,
            message=f"this row of `{name}` may not be written for `{self.purpose}`",
            where=Place(object=name),
            why="a person it is about has not consented or agreed, has ended the purpose, objects or is restricted; "
            "or the row would leave the window, or belong to nobody",
            hint="`troth explain` says which, for one person",
        )

    # -- who else ----------------------------------------------------------------------------------------------------

    def _purposes_that_see(self, table: TableName, column: str) -> Iterator[str]:
        entry = self.declared.data_map.tables[table]
        said = entry.columns[column]
        used = [said] if not said.plain else [each for each in entry.columns.values() if not each.plain]
        for name, purpose in self.declared.policy.purposes.items():
            uses = self.declared.uses(purpose.uses)
            if any(each.holds in uses and _concerns(each.of, entry, purpose.about) for each in used):
                yield name

    def _sees_of(self, table: str) -> str:
        seen = self.seen.get(table)
        return f"of `{table}` it sees {_listed(seen.reads)}" if seen else f"it sees nothing of `{table}`"


def _concerns(of: tuple[str, ...], table: Table, about: tuple[str, ...]) -> bool:
    owners = of or ((table.subject,) if table.subject else tuple(table.owners))
    return not about or any(owner in about for owner in owners)


def _could(purposes: tuple[str, ...], what: str) -> str:
    return f"`{what}` is seen for {_listed(purposes)}" if purposes else f"no purpose sees `{what}`"


def _listed(names: Seen | tuple[str, ...]) -> str:
    shown = [f"`{name}`" for name in names]
    return ", ".join(shown[:12]) + (", ..." if len(shown) > 12 else "") if shown else "nothing"


def _allowed(seen: TableSeen) -> str:
    parts = [f"read {_listed(seen.reads)}"]
    parts += [f"add rows with {_listed(seen.adds)}"] if seen.adds else []
    parts += [f"change {_listed(seen.changes)}"] if seen.changes else []
    parts += ["remove rows"] if seen.removes else []
    return "; ".join(parts)
