"""A trigger that a window sets off, and that lends its owner's rights to what the window's login makes itself."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.windows import TableWindow, windows
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation, Trigger

CODE = "TR345"
_WHY = (
    "it looks for tables where the login looks, temporary ones first: the login puts one of its own in the way, "
    "and what that sets off runs with the owner's rights, past every window"
)

_THEN = {"cascade": "delete", "set null": "update", "set default": "update"}
"""What a foreign key does to rows that refer to a row which is removed."""


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Each trigger that runs with its owner's rights, by a path which is not fixed, when a window writes."""
    found: dict[tuple[Relation, str, str], tuple[Relation, set[str]]] = {}
    for window in windows(declared.policy, mapped):
        for table in window.tables.values():
            for relation, trigger in _set_off(mapped, table):
                key = (relation, trigger.name, trigger.function)
                found.setdefault(key, (table.relation, set()))[1].add(f"`{window.purpose}`")
    for (relation, name, function), (written, purposes) in sorted(found.items()):
        by = ", ".join(sorted(purposes))
        yield Finding(
            code=CODE,
            message=f"trigger `{name}` on `{relation}` lends its owner's rights to whoever logs in for {by}",
            where=place(declared, written),
            why=_WHY,
            hint=f"fix where it looks, temporary tables last: alter function {function}() set search_path = "
            f"{relation.schema}, pg_temp",
        )


def _set_off(mapped: Mapped, table: TableWindow) -> Iterator[tuple[Relation, Trigger]]:
    for trigger in table.table.table.triggers:
        if trigger.definer and not trigger.fixed and table.writes & set(trigger.events):
            yield table.relation, trigger
    if not table.removes:
        return
    for relation, event in _below(mapped, table.relation):
        for trigger in mapped.catalogue.tables[relation].triggers:
            # What a foreign key does, it does as the table's owner; what comes after it, as whoever began.
            if not trigger.fixed and event in trigger.events and (trigger.definer or trigger.before):
                yield relation, trigger


def _below(mapped: Mapped, relation: Relation) -> Iterator[tuple[Relation, str]]:
    """What foreign keys change when a row is removed: the tables, and whether rows there are deleted or updated."""
    keys = [(source, key) for source, table in mapped.catalogue.tables.items() for key in table.foreign_keys]
    changing = [(source, key.target, _THEN[key.on_delete]) for source, key in keys if key.on_delete in _THEN]
    waiting, seen = [relation], set[tuple[Relation, str]]()
    while waiting:
        target = waiting.pop()
        reached = {(source, event) for source, to, event in changing if to == target}
        yield from sorted(reached - seen)
        waiting += [source for source, event in reached - seen if event == "delete"]
        seen |= reached
