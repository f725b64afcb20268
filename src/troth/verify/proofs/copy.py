"""A person's copy of their data is whole: every table that holds a row of theirs, every row of it, and who decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from troth.access import Asked, access, port
from troth.access.copy import AccessCopy, PortCopy
from troth.compiler.rows import Row, both, qualified
from troth.mapped.model import MappedTable
from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import held
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "copy"
ACCESS, PORT = "access", "port"
ARGUMENT = takes(one_of=(ACCESS, PORT), of="category")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The canary asks for a copy: it is compared with the tables themselves, and read back by its own schema."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    asked = {word for name, words in argument.parts if name != "of" for word in words} or {ACCESS}
    wanted = look.compiled.policy.categories_of(argument.all("of"))
    shown: set[str] = set()
    for person in canary.people():
        someone, who = [(person.kind, person.said_key)], Asked(actor=ACTOR)
        if ACCESS in asked:
            copy = access(look.connection, look.compiled, someone, who)
            yield _whole(canary, person, copy)
            yield _headed(look, person, copy)
            shown |= {category for category in wanted if _tables_with(copy, category)}
            yield from _of(copy, wanted)
        if PORT in asked:
            yield from _portable(look, person, port(look.connection, look.compiled, someone, who))
    if lacking := sorted(wanted - shown):
        yield Unproved(says=f"no copy of a canary has anything of {', '.join(lacking)}")


def _whole(canary: Canary, person: Played, copy: AccessCopy) -> Evidence:
    there = {table: len(rows) for table, rows in held(canary, person).items() if rows}
    given = {table.table: len(table.rows) for table in copy.tables}
    missing = [
        f"{table} ({given.get(table, 0)} of {count})" for table, count in there.items() if given.get(table) != count
    ]
    total = sum(there.values())
    says = (
        f"the copy of `{person.name}` lacks rows of {', '.join(missing)}"
        if missing
        else f"the copy of `{person.name}` has all {total} rows of {len(there)} tables"
    )
    return Evidence(kept=bool(there) and not missing, says=says, how="the access copy, against the tables", count=total)


def _headed(look: Look, person: Played, copy: AccessCopy) -> Evidence:
    policy = look.compiled.policy
    told = copy.controller.name == policy.controller.name and copy.controller.contact == policy.controller.contact
    kept = told and copy.policy.version == policy.version and bool(copy.rights) and bool(copy.purposes)
    says = (
        f"it names {copy.controller.name}, version {copy.policy.version}, {len(copy.purposes)} purposes, "
        f"{len(copy.recipients)} recipients and {len(copy.rights)} rights"
    )
    return Evidence(kept=kept, says=says, how="the head of the copy, against the policy", count=len(copy.rights))


def _of(copy: AccessCopy, wanted: frozenset[str]) -> Iterator[Evidence]:
    """Those of these categories that the copy has cells of."""
    for category in sorted(wanted):
        if tables := _tables_with(copy, category):
            says = f"it has {category}, in {', '.join(tables)}"
            yield Evidence(kept=True, says=says, how="the access copy", count=len(tables))


def _tables_with(copy: AccessCopy, category: str) -> list[str]:
    return [t.table for t in copy.tables if t.rows and any(column.category == category for column in t.columns)]


def _portable(look: Look, person: Played, copy: PortCopy) -> Iterator[Evidence | Unproved]:
    rows = sum(len(table.rows) for table in copy.tables)
    if not rows:
        yield Unproved(says=f"`{person.name}` has provided nothing under consent or contract")
        return
    again = PortCopy.model_validate_json(copy.model_dump_json())
    says = f"the portable copy of `{person.name}` has {rows} rows of {len(copy.tables)} tables"
    yield Evidence(
        kept=again == copy, says=f"{says}, and is read back by its own schema", how="JSON, out and in again", count=rows
    )
    wrong = list(_differing(look, copy))
    says = f"not as in the tables: {', '.join(wrong[:5])}" if wrong else "its words are those of the tables"
    yield Evidence(kept=not wrong, says=says, how="each text of the copy, against its cell", count=rows)


def _differing(look: Look, copy: PortCopy) -> Iterator[str]:
    """Cells of text that are not in the table as the copy has them."""
    tables = {str(relation): table for relation, table in look.compiled.mapped.tables.items()}
    for told in copy.tables:
        table = tables[told.table]
        key = table.table.primary_key
        columns = [
            c.column for c in told.columns if c.holds == "data" and table.columns[c.column].column.type == "text"
        ]
        for row in told.rows:
            if all(name in row for name in key):
                live = _texts(look, table, columns, {name: str(row[name]) for name in key})
                yield from (f"{told.table}.{name}" for name in columns if name in row and row[name] != live.get(name))


def _texts(look: Look, table: MappedTable, columns: list[str], key: dict[str, str]) -> dict[str, Any]:
    """Some columns of one row of a table, as text."""
    if not columns:
        return {}
    here = Row("t")
    same = [sql.SQL("{}::text = {}").format(here.column(name), sql.Literal(value)) for name, value in key.items()]
    query = sql.SQL("select {} from {} as t where {}").format(
        sql.SQL(", ").join(here.columns(columns)), qualified(table.relation), both(same)
    )
    row = look.connection.execute(query).fetchone()
    return dict(zip(columns, row, strict=True)) if row else {}
