"""What the forms that fill a table take of each category: required, optional or never, row by row. As SQL.

A rule for each form and category. Only what the window can write is asked: a row that lacks something from earlier
times can still be marked as delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from psycopg import sql

from troth.compiler.live.live import Live
from troth.compiler.names import look_out
from troth.compiler.rows import TRUE, Row, both, either, equal, qualified, raw
from troth.compiler.written.blank import not_blank
from troth.compiler.written.rule import WriteRule
from troth.mapped.model import MappedColumn, MappedTable
from troth.mapped.resolve import columns_named
from troth.policy.collecting import At, Form
from troth.postgres.catalogue import Relation
from troth.tables.collecting import Fills
from troth.tables.names import Step

_THERE, _LIST = Row("_f"), Row("_l")


@dataclass(frozen=True)
class FormAsks:
    """What a form asks of one category: for which rows, how it takes it there, and of which columns."""

    applies: sql.Composable
    category: str
    how: sql.Composable
    columns: tuple[MappedColumn, ...]
    must: tuple[MappedColumn, ...]
    """Those that are filled where it is required."""
    deciding: frozenset[str]
    """The columns that decide which rows are of the form, and what it takes in them."""


NONE = "form"
"""The rule that a row is one of some form."""


def form_rule(form: str, category: str | None = None) -> str:
    """How a rule is called: that of a category, or that the form is offered at all."""
    return f"form {form} {category}" if category else f"form {form}"


def rules(live: Live, table: MappedTable, row: Row, writes: frozenset[str]) -> Iterator[WriteRule]:
    """The rules of every form that fills a table, as far as some columns are written."""
    filling = [
        (name, each)
        for name, fills in live.mapped.forms.items()
        for each in fills
        if Relation(*each.table) == table.relation
    ]
    for name, fills in filling:
        yield from _Filling(live, table, row, name, fills).rules(writes)
    conditions = [fills.when for _, fills in filling]
    if conditions and all(conditions) and writes & _named(conditions, table):
        met = [sql.SQL("({}) is true").format(raw(when)) for when in conditions if when]
        yield WriteRule(NONE, either(met))


def asked_of(live: Live, table: MappedTable, row: Row, form: str) -> Iterator[FormAsks]:
    """What a form asks of the rows of a table, category by category."""
    for fills in live.mapped.forms[form]:
        if Relation(*fills.table) == table.relation:
            filling = _Filling(live, table, row, form, fills)
            for category, columns in filling.by_category().items():
                how = filling.how(category)
                word = sql.Literal(how) if isinstance(how, str) else how
                must = tuple(column for column in columns if column.name not in fills.optional)
                yield FormAsks(both(filling.applies()), category, word, tuple(columns), must, filling.deciding())


def never_taken(live: Live, table: MappedTable, row: Row, form: str) -> Iterator[tuple[str, sql.Composable]]:
    """For each category of a table: a row of this form holds it although the form never takes it."""
    for fills in live.mapped.forms[form]:
        if Relation(*fills.table) == table.relation:
            filling = _Filling(live, table, row, form, fills)
            for category, columns in filling.by_category().items():
                held = either([sql.SQL("{} is not null").format(row.column(column.name)) for column in columns])
                how = filling.how(category)
                never = how if isinstance(how, str) else sql.SQL("{} = 'never'").format(how)
                if never == "never" or not isinstance(never, str):
                    condition = [held] if isinstance(never, str) else [held, never]
                    yield category, both([*filling.applies(), *condition])


def _named(conditions: Sequence[str | None], table: MappedTable) -> frozenset[str]:
    return frozenset(name for when in conditions if when for name in columns_named(when, table.table))


class _Filling:
    """One form over one of the tables that it fills."""

    def __init__(self, live: Live, table: MappedTable, row: Row, name: str, fills: Fills) -> None:
        self.live, self.table, self.row, self.name, self.fills = live, table, row, name, fills
        self.form: Form = live.policy.forms[name]

    def rules(self, writes: frozenset[str]) -> Iterator[WriteRule]:
        every = bool(writes & self.deciding())
        if self.form.offered and every:
            open_to = either([self.holds(at) for at in self.form.offered])
            yield WriteRule(form_rule(self.name), self.where_it_applies(open_to))
        for category, columns in self.by_category().items():
            asked = columns if every else [column for column in columns if column.name in writes]
            check = self.of_category(category, asked)
            if asked and check is not TRUE:
                yield WriteRule(form_rule(self.name, category), self.where_it_applies(check))

    def deciding(self) -> frozenset[str]:
        """The columns of the row that decide which fields it may have."""
        first = {path[0].column for path in self.fills.by.values()}
        return _named([self.fills.when], self.table) | first

    def by_category(self) -> Mapping[str, list[MappedColumn]]:
        found: dict[str, list[MappedColumn]] = {}
        for column in self.table.personal:
            found.setdefault(column.category or "", []).append(column)
        return found

    def applies(self) -> list[sql.Composable]:
        """A row is one of the form's."""
        return [sql.SQL("({}) is true").format(raw(self.fills.when))] if self.fills.when else []

    def where_it_applies(self, check: sql.Composable) -> sql.Composable:
        if self.fills.when is None:
            return check
        return either([sql.SQL("({}) is not true").format(raw(self.fills.when)), check])

    # -- one category ------------------------------------------------------------------------------------------------

    def of_category(self, category: str, columns: list[MappedColumn]) -> sql.Composable:
        """The cells of a category are as the form takes it."""
        required = [column for column in columns if column.name not in self.fills.optional]
        filled = both([not_blank(column.column, self.row) for column in required])
        absent = both([sql.SQL("{} is null").format(self.row.column(column.name)) for column in columns])
        how = self.how(category)
        if isinstance(how, str):
            return {"required": filled, "never": absent}.get(how, TRUE)
        return sql.SQL("(case {} when 'required' then {} when 'never' then {} else true end)").format(
            how, filled, absent
        )

    def how(self, category: str) -> str | sql.Composable:
        """How the form takes a category: a word, or SQL that tells it for the row. The later case wins."""
        base = self.form.takes.get(category, "never")
        cases = [(case.at, case.takes[category]) for case in self.form.when if category in case.takes]
        words = {base, *(how for _, how in cases)}
        if len(words) == 1 and "listed" not in words:
            return base
        whens = [
            sql.SQL("when {} then {}").format(self.holds(at), self.word(how, category)) for at, how in reversed(cases)
        ]
        if not whens:
            return self.word(base, category)
        return sql.SQL("case {} else {} end").format(sql.SQL(" ").join(whens), self.word(base, category))

    def word(self, how: str, category: str) -> sql.Composable:
        return self.listed(category) if how == "listed" else sql.Literal(how)

    def holds(self, at: At) -> sql.Composable:
        """The row has these values."""
        parts = [
            sql.SQL("{} in ({})").format(self.value(name), sql.SQL(", ").join(map(sql.Literal, values)))
            for name, values in at.items()
        ]
        return sql.SQL("({}) is true").format(both(parts))

    def value(self, name: str) -> sql.Composable:
        """The value of a name for the row: in a column of its own, or of a row that it refers to."""
        path = self.fills.by[name]
        if len(path) == 1:
            return sql.SQL("{}::text").format(self.row.column(path[0].column))
        return _at_the_end(self.live, self.table, self.row, path)

    def listed(self, category: str) -> sql.Composable:
        """What the company's own list says of a category for the row; what is not listed is never taken."""
        fields = self.fills.list_
        assert fields is not None
        same = [
            sql.SQL("{}::text = {}").format(_LIST.column(fields.by.get(name, name)), self.value(name))
            for name in self.fills.by
        ]
        return sql.SQL("coalesce((select min({}::text) from {} as {} where {}), 'never')").format(
            _LIST.column(fields.is_),
            qualified(Relation(*fields.table)),
            sql.Identifier(_LIST.alias),
            both([*same, sql.SQL("{}::text = {}").format(_LIST.column(fields.field), sql.Literal(category))]),
        )


def _at_the_end(live: Live, table: MappedTable, row: Row, path: tuple[Step, ...]) -> sql.Composable:
    """The last column of a path, as text. Plain tables are read as they are, others through their look-outs."""
    tables: list[sql.Composable] = []
    joins: list[sql.Composable] = []
    here, relation = row, table.relation
    for count, (step, ahead) in enumerate(pairwise(path)):
        assert ahead.table is not None
        target = Relation(*ahead.table)
        there = Row(f"{_THERE.alias}{count}")
        hop = next(hop for hop in live.mapped.hops[relation] if step.column in hop.columns and hop.target == target)
        source = target if live.mapped.tables[target].plain else look_out(target)
        tables.append(sql.SQL("{} as {}").format(qualified(source), sql.Identifier(there.alias)))
        joins.append(equal(there.columns(hop.target_columns), here.columns(hop.columns)))
        here, relation = there, target
    return sql.SQL("(select {}::text from {} where {})").format(
        here.column(path[-1].column), sql.SQL(", ").join(tables), sql.SQL(" and ").join(joins)
    )
