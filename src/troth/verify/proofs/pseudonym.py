"""Keys are seen as pseudonyms, which no two windows share; what they are made with is read by no window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from psycopg import sql

from troth.compiler.rows import Row, qualified
from troth.compiler.stored.pseudonyms import KEY
from troth.mapped.keys import Cell
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, doors
from troth.verify.trying import as_window, refusal

KIND = "pseudonym"
ARGUMENT = takes("purpose", "recipient")
MOST = 500
"""Values of one column that are looked at."""

_V, _B = Row("v"), Row("b")
Shown = Mapping[Cell, list[str]]
"""What a window shows in each column of keys, as text."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """What each window shows in columns of keys; what another window makes of that; and attempts at the secrets."""
    every = [door for door in doors(look) if door.window.pseudonymous]
    for door in doors(look):
        name = door.window.recipient or door.window.purpose
        if name not in argument.all("recipient" if door.window.recipient else "purpose"):
            continue
        if door not in every:
            yield Evidence(kept=False, says=f"{door.window.name} sees keys as they are", how="the policy in force")
            continue
        shown = {cell: values for cell, values in _shown(look, door) if values}
        yield from _no_keys(look, door, shown)
        yield _unlike(look, door, shown, [other for other in every if other != door])
        yield _secret(look, door)
    yield _readers(look, every)


def _shown(look: Look, door: Door) -> Iterator[tuple[Cell, list[str]]]:
    for table in door.window.tables.values():
        for name, _ in table.pseudonyms:
            query = sql.SQL("select distinct {0}::text from {1} as v where {0} is not null limit {2}").format(
                _V.column(name), sql.Identifier(door.schema, table.relation.name), sql.Literal(MOST)
            )
            with as_window(look, door.role):
                yield (table.relation, name), [value for (value,) in look.connection.execute(query).fetchall()]


def _no_keys(look: Look, door: Door, shown: Shown) -> Iterator[Evidence | Unproved]:
    """Nothing that it shows is a key that stands in that column."""
    if not shown:
        yield Unproved(says=f"{door.window.name} sees nobody now")
    for (relation, name), values in shown.items():
        query = sql.SQL(
            "select count(*) from unnest(%s::text[]) as s (v) where exists (select from {} as b where {}::text = s.v)"
        ).format(qualified(relation), _B.column(name))
        (wrong,) = look.connection.execute(query, [values]).fetchone() or (0,)
        says = f"{wrong} true keys" if wrong else "none of them a key"
        yield Evidence(
            kept=not wrong, says=f"{door.window.name} sees {len(values)} values of {relation}.{name}, {says}",
            how=query.as_string(look.connection), count=len(values),
        )  # fmt: skip


def _unlike(look: Look, door: Door, shown: Shown, others: list[Door]) -> Evidence:
    """No other window shows any of these values in that column, and each has a secret of its own."""
    alike, tried = [], 0
    for other in others:
        for (relation, name), values in shown.items():
            table = other.window.tables.get(relation)
            if table is None or name not in dict(table.pseudonyms):
                continue
            query = sql.SQL("select count(*) from {} as v where {}::text = any (%s)").format(
                sql.Identifier(other.schema, relation.name), _V.column(name)
            )
            with as_window(look, other.role):
                (count,) = look.connection.execute(query, [values]).fetchone() or (0,)
            tried += len(values)
            alike += [f"{relation}.{name} of {other.window.name}"] if count else []
    names = [each.window.name for each in (door, *others)]
    row = look.rows("proof pseudonym secrets", {"names": names})[0]
    alike += ["the secret of another window, or of none"] if row["secrets"] != len(names) else []
    says = f"it shares {', '.join(alike)}" if alike else f"{len(others)} other windows show none of its values"
    return Evidence(kept=not alike, says=f"{door.window.name}: {says}", how=f"set role, {KEY}", count=tried)


def _secret(look: Look, door: Door) -> Evidence:
    """Its login is refused at the secrets, and at the keys in the tables themselves."""
    places = [sql.SQL("select from {}").format(qualified(KEY))]
    places += [
        sql.SQL("select {} from {} limit 1").format(sql.Identifier(name), qualified(table.relation))
        for table in door.window.tables.values()
        for name, _ in table.pseudonyms
    ]
    through = [place.as_string(look.connection) for place in places if refusal(look, door.role, place) is None]
    says = (
        f"{door.role} could {'; '.join(through)}" if through else f"{door.role} was refused at the secret and the keys"
    )
    return Evidence(kept=not through, says=says, how="set role, select from the tables themselves", count=len(places))


def _readers(look: Look, every: list[Door]) -> Evidence:
    """Only what stands behind these windows may read the secrets."""
    columns = {"schemas": [KEY.schema] * 2, "names": [KEY.name] * 2, "columns": ["inner_pad", "outer_pad"]}
    behind = {look.compiled.names.keeper, *(door.sees for door in every)}
    found = {row["role"] for row in look.rows("proof column readers", {**columns, "privilege": "select"})}
    more = sorted(role for role in found - behind if not (look.roles.exempt(role) or role.startswith("pg_")))
    says = (
        f"{', '.join(more)} may read the secrets" if more else f"nobody logs in who may read the {len(every)} secrets"
    )
    return Evidence(kept=not more, says=says, how=f"has_column_privilege() of every role on {KEY}", count=len(every))
