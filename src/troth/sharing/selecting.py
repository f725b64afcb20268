"""Which rows would leave, and whose they are: the window decides, and the look-outs tell the people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from troth.compiler.windows import TableWindow
from troth.errors import Refused
from troth.findings import Finding, did_you_mean
from troth.postgres.catalogue import Relation
from troth.sharing.asked import SCOPE, Asked
from troth.sharing.keys import Key, Someone
from troth.sharing.locks import Locked
from troth.sharing.place import of_recipient
from troth.sharing.reading import Reader
from troth.standing.words import shown_key
from troth.tables.model import parse_table

Whose = Mapping[str, Someone]
"""The owners of a row who are somebody, by their name in the data map."""

Selected = Mapping[Relation, Mapping[Key, Whose]]
"""The rows that would leave, table by table, each with the people it is about."""


def people_in(selected: Selected) -> frozenset[Someone]:
    """Everyone whom some rows are about."""
    return frozenset(person for rows in selected.values() for whose in rows.values() for person in whose.values())


def without(selected: Selected, locked: Locked) -> Selected:
    """The rows in which nobody is of whom something is missing."""
    out = {person for people in locked.values() for person in people}
    return {
        relation: {key: whose for key, whose in rows.items() if not out & set(whose.values())}
        for relation, rows in selected.items()
    }


def select(reader: Reader, table: TableWindow, keys: set[Key] | None) -> dict[Key, Whose]:
    """The rows of one table that the window shows, each with the people whose data is shown. None: all of them."""
    shown = [tuple(row) for row in reader.keys_shown(table, keys)]
    found: dict[Key, dict[str, Someone]] = {row: {} for row in shown}
    for owner in table.owners:
        for row, person in reader.people_of(table.table, owner, shown):
            found[row][owner.name] = (owner.kind, person)
    return dict(found)


def known_people(reader: Reader, people: Sequence[Someone]) -> tuple[Someone, ...]:
    """Some people, each with the key as Troth stores it. Raises Refused (TR783)."""
    kinds = reader.compiled.mapped.kinds()
    found: list[Someone] = []
    for kind in sorted({kind for kind, _ in people}):
        if kind not in kinds:
            _refuse(reader, f"there is no kind of person `{kind}`", did_you_mean(kind, kinds))
        keys = {key for each, key in people if each == kind}
        width = len(reader.compiled.mapped.subject_table(kind).table.primary_key)
        if any(len(key) != width for key in keys):
            _refuse(reader, f"the key of a {kind} has {width} parts", "give one value for each column of the key")
        there = sorted(reader.people_there(kind, keys), key=str)
        if absent := sorted({shown_key(key) for key in keys} - {shown_key(key) for key in there}):
            _refuse(reader, f"there is no {kind} {', '.join(absent[:5])}", "is the key right, and the row committed?")
        found += ((kind, key) for key in there)
    return tuple(found)


def chosen(reader: Reader, table: TableWindow, asked: Asked, people: Sequence[Someone]) -> set[Key] | None:
    """The rows of one table that were asked for; None if all that the window shows."""
    named = {Relation(*parse_table(name)): keys for name, keys in asked.rows.items()}
    if table.relation in named:
        return set(named[table.relation])
    if asked.everyone:
        return None
    return {
        key
        for owner in table.owners
        for key in reader.rows_of(table.table, owner, [key for kind, key in people if kind == owner.kind])
    }


def _refuse(reader: Reader, message: str, hint: str) -> None:
    why = "a release is about people and rows that are named, and about nobody else"
    raise Refused(Finding(code=SCOPE, message=message, where=of_recipient(reader.recipient), why=why, hint=hint))
