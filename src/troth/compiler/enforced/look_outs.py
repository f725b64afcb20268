"""What row policies may look at: of each table its keys, its links and the times of its events. Nothing else.

Look-outs are views in schema troth, owned by the keeper, whom no restrictive policy names: so what a policy looks at
is never filtered in turn, and two tables may look at each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from psycopg import sql

from troth.compiler.enforced import look_out_answers
from troth.compiler.live.live import Live
from troth.compiler.names import event_column, look_out, when_column, while_column
from troth.compiler.rows import Row, both, either, equal, qualified, raw
from troth.mapped.model import Happening, Hop, Mapped, MappedTable
from troth.mapped.resolve import columns_named
from troth.policy.model import Policy
from troth.postgres.objects import View

_ROW = Row("r")
_BELOW = Row("b")


def look_outs(policy: Policy, mapped: Mapped, keeper: str) -> Iterator[View]:
    """One look-out for every table that is looked at."""
    live = Live(policy, mapped)
    for table in looked_at(mapped):
        yield look_out_of(table, live, keeper)


def looked_at(mapped: Mapped) -> tuple[MappedTable, ...]:
    """Every table with personal data; of the plain ones those that an event or a condition happens to, or is met on."""
    happenings = (*mapped.events.values(), *mapped.conditions.values())
    asked = {relation for happening in happenings for relation in (happening.to, happening.table)}
    waiting = list(asked)
    while waiting:
        there = waiting.pop()
        before = {relation for relation, hops in mapped.hops.items() if any(hop.target == there for hop in hops)}
        waiting += before - asked
        asked |= before
    return tuple(table for table in mapped.tables.values() if not table.plain or table.relation in asked)


def look_out_of(table: MappedTable, live: Live, keeper: str) -> View:
    """The keys, links, times and conditions of one table, and what it answers."""
    stored = base_columns(table, live.mapped)
    derived = [*_derived(table, live.mapped), *look_out_answers.derived(table, live, _ROW)]
    selected = [_ROW.column(name) for name in stored]
    selected += [sql.SQL("{} as {}").format(value, sql.Identifier(name)) for name, value in derived]
    query = sql.SQL("select {} from {} as r").format(sql.SQL(", ").join(selected), qualified(table.relation))
    return View(
        relation=look_out(table.relation),
        owner=keeper,
        columns=(*stored, *(name for name, _ in derived)),
        query=query,
    )


def base_columns(table: MappedTable, mapped: Mapped) -> tuple[str, ...]:
    """The columns of a table that its look-out carries as they are."""
    wanted = set(table.table.primary_key) | table.links
    wanted |= {name for key in table.table.foreign_keys for name in key.columns}
    wanted |= {name for hop in mapped.hops.get(table.relation, ()) for name in hop.columns}
    for other in mapped.tables.values():
        for owner in other.owners.values():
            wanted |= {name for hop in owner.way if hop.target == table.relation for name in hop.target_columns}
        wanted |= {n for key in other.table.foreign_keys if key.target == table.relation for n in key.target_columns}
        hops = mapped.hops.get(other.relation, ())
        wanted |= {name for hop in hops if hop.target == table.relation for name in hop.target_columns}
    wanted |= look_out_answers.carried(table, mapped)
    wanted |= {name for name in (table.only_for, table.collected) if name}
    wanted |= {columns[table.relation] for columns in mapped.periods.values() if table.relation in columns}
    wanted |= {e.column.name for e in mapped.events.values() if e.table == table.relation and not e.way and e.column}
    return tuple(column.name for column in table.table.columns if column.name in wanted)


def read_columns(table: MappedTable, mapped: Mapped) -> tuple[str, ...]:
    """Every column of a table that some look-out reads: what the keeper is granted."""
    wanted = set(base_columns(table, mapped)) | look_out_answers.read(table, mapped)
    for happening in (*mapped.events.values(), *mapped.conditions.values()):
        if happening.table == table.relation:
            wanted |= happening.columns
        wanted |= {n for hop in happening.way if hop.source == table.relation for n in hop.columns}
        wanted |= {n for hop in happening.way if hop.target == table.relation for n in hop.target_columns}
    for owner in table.owners.values():
        wanted |= columns_named(owner.when, table.table) if owner.when else frozenset()
    return tuple(column.name for column in table.table.columns if column.name in wanted)


def _derived(table: MappedTable, mapped: Mapped) -> Iterator[tuple[str, sql.Composable]]:
    for event in mapped.events.values():
        if event.to == table.relation and event.way:
            yield event_column(event.name), _latest_below(event, mapped)
    for condition in mapped.conditions.values():
        if condition.to == table.relation:
            yield while_column(condition.name), _met_by(condition, mapped)
    for owner in table.owners.values():
        if owner.when:
            yield when_column(owner.name), sql.SQL("({} is true)").format(raw(owner.when))


def _latest_below(event: Happening, mapped: Mapped) -> sql.Composable:
    """The time of an event written on the rows below: their latest, once there is one and none lacks a time."""
    assert event.column is not None
    time = _BELOW.column(event.column.name)
    tables, joins = _down(event, mapped, event.column.name)
    return sql.SQL("(select case when count(*) = count({0}) then max({0}) end from {1} where {2})").format(
        time, sql.SQL(", ").join(tables), sql.SQL(" and ").join(joins)
    )


def _met_by(condition: Happening, mapped: Mapped) -> sql.Composable:
    """Whether a row meets a condition, or one of the rows below it does."""
    if not condition.way:
        return sql.SQL("({} is true)").format(raw(condition.where or "false"))
    tables, joins = _down(condition, mapped)
    return sql.SQL("exists (select from {} where {})").format(sql.SQL(", ").join(tables), sql.SQL(" and ").join(joins))


def _down(happening: Happening, mapped: Mapped, *columns: str) -> tuple[list[sql.Composable], list[sql.Composable]]:
    """From the rows below, hop by hop up to the look-out's own row. A link that does not count leads nowhere."""
    way, joins, here = happening.way, list[sql.Composable](), _BELOW
    wheres = [raw(happening.where)] if happening.where else []
    tables = [_source(way[0], mapped, _BELOW, columns, wheres)]
    for count, hop in enumerate(way, start=1):
        last = count == len(way)
        there = _ROW if last else Row(f"b{count}")
        joins.append(equal(there.columns(hop.target_columns), here.columns(hop.columns)))
        if not last:
            tables.append(_source(way[count], mapped, there, hop.target_columns, []))
        here = there
    return tables, joins


def _source(hop: Hop, mapped: Mapped, row: Row, columns: Sequence[str], wheres: list[sql.Composable]) -> sql.Composable:
    """The table that a hop starts from, narrowed to the rows that meet some conditions and whose link counts."""
    whens = [raw(owner.when) for owner in mapped.whens(hop) if owner.when]
    narrowed = [*wheres, *([either(whens)] if whens else [])]
    if not narrowed:
        return sql.SQL("{} as {}").format(qualified(hop.source), sql.Identifier(row.alias))
    named = dict.fromkeys((*columns, *hop.columns))
    return sql.SQL("(select {} from {} where {}) as {}").format(
        sql.SQL(", ").join(map(sql.Identifier, named)),
        qualified(hop.source),
        both(narrowed),
        sql.Identifier(row.alias),
    )
