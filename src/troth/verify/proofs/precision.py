"""A kind of data is seen as precisely as each purpose and recipient says, and no more so."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.rows import Row
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, doors
from troth.verify.trying import as_window

KIND = "precision"
ARGUMENT = takes("category")
NEEDS = "canary"
"""So that there are values to look at in a database that has none yet."""

_FINER = {
    "network": "masklen({0}) > case family({0}) when 4 then 24 else 48 end or host({0}) <> host(network({0}))",
    "month": "extract(day from {0}) <> 1 or {0}::timestamp <> {0}::date",
    "year": "extract(doy from {0}) <> 1 or {0}::timestamp <> {0}::date",
    "area": "{0}::numeric * 10 <> trunc({0}::numeric * 10)",
    "prefix": "length({0}) > 3",
}
"""Of a value, that it says more than its level. Said once more, by other means than those by which views are made."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Every value that each window which sees the category at a level shows of it."""
    for category in argument.all("category"):
        if not look.compiled.policy.categories[category].levels:
            yield Unproved(says=f"`{category}` has no levels")
            continue
        found = [each for door in doors(look) for each in _shown(look, door, category)]
        yield from found
        if not any(each.count for each in found):
            yield Unproved(says=f"nobody sees anything of `{category}` at a level now")


def _shown(look: Look, door: Door, category: str) -> Iterator[Evidence]:
    for table in door.window.tables.values():
        for name, level in table.levels:
            if table.table.columns[name].category != category:
                continue
            cell = Row("v").column(name)
            # A time is read on the clocks of the policy's zone, as the policy means it.
            at = sql.SQL("timezone({}, {})").format(sql.Literal(look.compiled.policy.time_zone), cell)
            cell = at if table.table.columns[name].column.base_type == "timestamp with time zone" else cell
            query = sql.SQL("select count(*), count(*) filter (where {}) from {} as v where {} is not null").format(
                sql.SQL(_FINER[level]).format(cell), sql.Identifier(door.schema, table.relation.name), cell
            )
            with as_window(look, door.role):
                count, wrong = look.connection.execute(query).fetchone() or (0, 0)
            says = f"{door.window.name} sees the {level} of {table.relation}.{name} in {count} rows"
            more = f", and more than that in {wrong}" if wrong else " and nothing more"
            yield Evidence(kept=not wrong, says=says + more, how=query.as_string(look.connection), count=count)
