"""What has to follow something follows in time: nothing is awaited for longer than the policy says."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.rows import Row, qualified
from troth.compiler.wall_clock import local, now
from troth.mapped.model import Happening
from troth.policy.kept_by import Argument, takes
from troth.policy.period import KeepError, parse_period
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "deadline"
ARGUMENT = takes(of="event", by="event", within="words")

_COUNT = sql.SQL(
    "select count(*), count(*) filter (where {by} is null and {of} + {within}::interval < {now}), "
    "count(*) filter (where {by} > {of} + {within}::interval) from {table} as r where {of} is not null"
)


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Every row in which the first event has happened: whether the second has, and when."""
    of, by, said = argument.one("of"), argument.one("by"), argument.one("within")
    if not (of and by and said):
        yield Unproved(says="it says `of`, `by` and `within`: {of: issue opened, by: issue answered, within: 1 day}")
        return
    first, then = look.compiled.mapped.events[of], look.compiled.mapped.events[by]
    try:
        within = str(parse_period(said))
    except KeepError:
        yield Unproved(says=f"`{said}` is no time: `1 day`, `10 days`")
        return
    if first.table != then.table or first.column is None or then.column is None:
        yield Unproved(says=f"`{of}` and `{by}` are not written in one table")
        return
    yield _waiting(look, first, then, within)


def _waiting(look: Look, first: Happening, then: Happening, within: str) -> Evidence | Unproved:
    assert first.column is not None and then.column is not None
    row, zone = Row("r"), look.compiled.policy.time_zone
    query = _COUNT.format(
        by=local(row.column(then.column.name), then.column.base_type, zone),
        of=local(row.column(first.column.name), first.column.base_type, zone),
        now=now(zone),
        within=sql.Literal(within),
        table=qualified(first.table),
    )
    count, waiting, late = look.connection.execute(query).fetchone() or (0, 0, 0)
    if not count:
        return Unproved(says=f"`{first.name}` has happened to no row of {first.table} yet")
    says = (
        f"{waiting} rows of {first.table} wait for longer than {within} for `{then.name}`"
        if waiting
        else f"of {count} rows of {first.table} none waits for longer than {within} for `{then.name}`"
    )
    says += f"; {late} came late before" if late else ""
    return Evidence(kept=not waiting, says=says, how=query.as_string(look.connection), count=count)
