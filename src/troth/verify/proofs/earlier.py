"""A purpose that came later does not see what was collected before it, or only of people who were told or agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import sql

from troth.compiler.live.given_for import collected_since, of_earlier
from troth.compiler.live.live import Live
from troth.compiler.rows import Row, both, either
from troth.compiler.windows import TableWindow
from troth.policy.collecting import New
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, door_of
from troth.verify.trying import as_window
from troth.verify.written import among, rows_where

KIND = "earlier"
ARGUMENT = takes("purpose")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Every row of every table that it uses: how many are earlier, and how many of those its window shows."""
    for name in argument.all("purpose"):
        purpose = look.compiled.policy.purposes[name]
        if purpose.new is None:
            yield Unproved(says=f"`{name}` has no `new`: nobody says that it came later")
            continue
        door = door_of(look, name)
        for table in door.window.tables.values():
            if table.personal and table.table.collected:
                yield _earlier(look, door, table, purpose.new)


def _earlier(look: Look, door: Door, table: TableWindow, new: New) -> Evidence:
    """Of the earlier rows, those that the window shows must be of people who were told or agreed, as it says."""
    row, key = Row(table.relation.name), table.table.table.primary_key
    column = table.table.columns[table.table.collected or ""].column
    since = collected_since(row, column, new.since, look.compiled.policy.time_zone)
    earlier = sql.SQL("not {}").format(since)
    held = rows_where(look, table.relation, earlier)
    shown = sql.SQL("select {} from {} where {} limit {}").format(
        sql.SQL(", ").join(row.columns(key)),
        sql.Identifier(door.schema, table.relation.name),
        earlier,
        sql.Literal(MOST),
    )
    with as_window(look, door.role):
        keys = look.connection.execute(shown).fetchall()
    wrong = _untold(look, door, table, keys)
    allowed = "" if new.for_earlier == "never" else f", all of people who {_WORDS[new.for_earlier]}"
    says = (
        f"of {held} rows of {table.relation} from before {new.since} it sees {wrong} that it must not"
        if wrong
        else f"of {held} rows of {table.relation} from before {new.since} it sees {len(keys)}{allowed}"
    )
    return Evidence(kept=not wrong, says=says, how=f"set role {door.role}; by {column.name}", count=held)


def _untold(look: Look, door: Door, table: TableWindow, keys: Sequence[Sequence[Any]]) -> int:
    """How many of these rows are of somebody who was not told, or did not agree."""
    if not keys:
        return 0
    live, row = Live(look.compiled.policy, look.compiled.mapped), Row(table.relation.name)
    allowed = [of_earlier(live, door.window.purpose, row, owner) for owner in table.owners]
    seen = either(allowed) if table.joint else both(allowed)
    untold = sql.SQL("({}) is not true").format(seen)
    return rows_where(look, table.relation, both([among(row, table.table, keys), untold]))


MOST = 500
"""How many earlier rows are looked at one by one."""

_WORDS = {"notified": "were told", "agreed": "agreed"}
