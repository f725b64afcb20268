"""A purpose that uses a table whose rows none of its events can be related to."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Place
from troth.mapped.model import Happening, Mapped, MappedTable, Owner
from troth.mapped.ways import reach
from troth.policy.model import Purpose
from troth.policy.period import CONSENT_EVENT

CODE = "TR316"
_WHY = "whether the purpose is still live for such a row could never be told"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """An event of `keep`, or the condition of `while`, does not reach a table that the purpose uses."""
    for name, purpose in declared.policy.purposes.items():
        uses = declared.uses(purpose.uses)
        for table, owner in _used(mapped, uses, purpose.about):
            for key, happening in _happenings(purpose, mapped):
                if reach(mapped, table, owner, happening.to) is None:
                    yield _finding(name, table, owner, happening, declared.in_policy("purposes", name, key))


def _used(mapped: Mapped, uses: frozenset[str], about: tuple[str, ...]) -> Iterator[tuple[MappedTable, Owner]]:
    for table in mapped.tables.values():
        named = {owner for column in table.personal if column.category in uses for owner in column.owners}
        yield from ((table, owner) for name, owner in table.owners.items() if name in named & set(about or named))


def _happenings(purpose: Purpose, mapped: Mapped) -> Iterator[tuple[str, Happening]]:
    for clock in purpose.keep.clocks if purpose.keep else ():
        yield from (("keep", mapped.events[event]) for event in clock.events if event != CONSENT_EVENT)
    if purpose.while_:
        yield "while", mapped.conditions[purpose.while_]


def _finding(purpose: str, table: MappedTable, owner: Owner, happening: Happening, where: Place) -> Finding:
    return Finding(
        code=CODE,
        message=f"`{happening.name}` happens to `{happening.to}`, "
        f"and no way leads there from `{table.relation}`'s {owner.name}",
        where=where,
        why=_WHY,
        hint=f"let `{purpose}` use a category that `{table.relation}` does not hold, or count from an event "
        f"of `{table.relation}` or of a table on its path; or, if it is not meant for the {owner.name}, "
        "name under `about` whom it is meant for",
    )
