"""An age that is promised or asked for, and read from nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level, Place

CODE = "TR225"
_WHY = "an age that nothing reads is asked of nobody"
_HINT = "add `age: {{{kind}: {{born: {kind}.born}}}}` to tables.yaml, or `declared` with a boolean column"


def check(declared: Declared) -> Iterator[Finding]:
    """`needs: [age: N]`, `consent_age`, or the age of a gate, without an `age` of the people it is about.

    A `minimum_age` without one is a warning: it may be asked for outside the database.
    """
    known = declared.data_map.age
    for kind, subject in declared.policy.subjects.items():
        if subject.minimum_age and kind not in known:
            said = f"nobody under {subject.minimum_age} is meant to be a {kind}, and no column tells how old they are"
            yield _finding(said, declared.in_policy("subjects", kind, "minimum_age"), kind, Level.WARNING)
    if declared.policy.consent_age and not known:
        where = declared.in_policy("consent_age")
        yield _finding("a consent depends on age, and no column tells how old anybody is", where, _first(declared))
    for name, purpose in declared.policy.purposes.items():
        for at, need in enumerate(purpose.needs):
            if need.kind == "age":
                where = declared.in_policy("purposes", name, "needs", at)
                for kind in _kinds(declared, name):
                    if kind not in known:
                        yield _finding(f"`{name}` needs an age, and no column tells how old a {kind} is", where, kind)


def _kinds(declared: Declared, purpose: str) -> list[str]:
    """The kinds of people whose data a purpose uses."""
    said = declared.policy.purposes[purpose]
    uses = declared.uses(said.uses)
    found = {
        owners[owner]
        for table, entry in declared.data_map.tables.items()
        for owners in (declared.owners(table),)
        for column in entry.columns.values()
        for owner in column.of or owners
        if column.holds in uses and owner in owners and (not said.about or owner in said.about)
    }
    return sorted(kind for kind in found if kind in declared.policy.subjects)


def _first(declared: Declared) -> str:
    return next(iter(declared.policy.subjects))


def _finding(message: str, where: Place, kind: str, level: Level = Level.ERROR) -> Finding:
    return Finding(code=CODE, message=message, where=where, why=_WHY, hint=_HINT.format(kind=kind), level=level)
