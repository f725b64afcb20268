"""How long a period is for the row at hand: compiled once for each length, and the row's value chooses."""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from troth.compiler.rows import Row
from troth.mapped.model import Mapped
from troth.policy.model import Policy
from troth.policy.period import Named, Period
from troth.postgres.catalogue import Relation


def by_length(  # noqa: PLR0917
    policy: Policy,
    mapped: Mapped,
    period: Period | Named,
    to: Relation,
    row: Row,
    says: Callable[[Period], sql.Composable],
) -> sql.Composable:
    """What is said of a period, for a row of the table to which its events happen."""
    if isinstance(period, Period):
        return says(period)
    lengths = policy.periods[period.name]
    cases = [
        sql.SQL("when {} then {}").format(sql.Literal(value), says(length)) for value, length in lengths.lengths.items()
    ]
    value = sql.SQL("{}::text").format(row.column(mapped.periods[period.name][to]))
    return sql.SQL("case {} {} else {} end").format(value, sql.SQL(" ").join(cases), says(lengths.otherwise))
