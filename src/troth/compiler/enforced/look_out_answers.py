"""What look-outs carry for ages, agreements, gates and forms: answers where an answer is enough, else the columns.

An age is asked as yes or no, so that no policy reads a date of birth; a gate's condition is answered by the row itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live.grounds_and_locks import ages_asked, known_age
from troth.compiler.live.live import Live
from troth.compiler.names import STANDING_SCHEMA, age_column, gate_column, terms_column
from troth.compiler.rows import Row, both, raw
from troth.compiler.wall_clock import day_of
from troth.mapped.model import Mapped, MappedTable
from troth.mapped.resolve import columns_named
from troth.postgres.catalogue import Relation
from troth.tables.collecting import GateNeed

TODAY = f"{STANDING_SCHEMA}.today()"
_WORD = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")+")|(?<![\w.$"])today(?![\w$"(])""", re.IGNORECASE)


def carried(table: MappedTable, mapped: Mapped) -> set[str]:
    """The columns of a table that its look-out carries as they are: what gates count and compare, what forms ask."""
    wanted: set[str] = set()
    for _, _, need in _needs_of(table, mapped):
        wanted |= {name for name in (need.distinct, *need.same) if name}
        wanted |= {need.at} if need.at and need.to else set()
    for fills in mapped.forms.values():
        for path in (path for each in fills for path in each.by.values() if len(path) > 1):
            wanted |= {step.column for step in path[1:] if step.table and Relation(*step.table) == table.relation}
    return wanted


def read(table: MappedTable, mapped: Mapped) -> set[str]:
    """Further columns that its look-out reads to answer from."""
    wanted = {age.column.column for age in mapped.age.values() if Relation(*age.column.table) == table.relation}
    wanted |= {c.column for c in mapped.agreements.values() if Relation(*c.table) == table.relation}
    for _, _, need in _needs_of(table, mapped):
        wanted |= {need.at} if need.at else set()
        wanted |= columns_named(need.where, table.table) if need.where else frozenset()
    return wanted


def derived(table: MappedTable, live: Live, row: Row) -> Iterator[tuple[str, sql.Composable]]:
    """The answers that its look-out gives, by column."""
    mapped = live.mapped
    for kind, years in ages_asked(live):
        if Relation(*mapped.age[kind].column.table) == table.relation:
            yield age_column(kind, years), known_age(live, kind, row, years)
    for agreement, column in mapped.agreements.items():
        if Relation(*column.table) == table.relation:
            yield terms_column(agreement), row.column(column.column)
    for gate, number, need in _needs_of(table, mapped):
        yield gate_column(gate, number), _answer(need, table, row, live.policy.time_zone)


def _needs_of(table: MappedTable, mapped: Mapped) -> Iterator[tuple[str, int, GateNeed]]:
    """The needs of gates that speak of rows of a table, each with its gate and its number."""
    for name, gate in mapped.gates.items():
        for number, need in enumerate(gate.needs, start=1):
            if need.table is not None and Relation(*need.table) == table.relation:
                yield name, number, need


def _answer(need: GateNeed, table: MappedTable, row: Row, zone: str) -> sql.Composable:
    """A row is of the sort that a gate needs, as far as it can tell by itself."""
    parts = [raw(with_today(need.where))] if need.where else []
    if need.at and not need.to:
        day = day_of(table, row, need.at, zone)
        within = sql.SQL("{0} >= ({1}.today() - {2}::interval)::date and {0} <= {1}.today()")
        parts.append(within.format(day, sql.Identifier(STANDING_SCHEMA), sql.Literal(need.fresh)))
    return sql.SQL("({} is true)").format(both(parts))


def with_today(condition: str) -> str:
    """An SQL condition in which the word `today` is the day by the policy's clock."""
    return _WORD.sub(lambda found: found[1] or TODAY, condition)
