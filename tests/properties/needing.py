"""What a purpose needs beside its basis, and what a row was given for: part of the reference evaluator.

It follows docs/explanation/meaning.md ("Needs", "Given for", "Locks") and shares no code with Troth.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from properties.periods import later_by, local_time
from properties.reading import Owner, Row
from properties.related import Person

if TYPE_CHECKING:
    from properties.evaluator import Evaluator


def named(need: Any) -> tuple[str, Any]:
    """A need as its kind and what it asks for: `agreement: terms` is ("agreement", "terms")."""
    if isinstance(need, str):
        return need, None
    ((kind, said),) = need.items()
    return kind, said


def needs_of(evaluator: Evaluator, purpose: str) -> list[tuple[str, Any]]:
    return [named(need) for need in evaluator.purposes[purpose].get("needs") or []]


# ---- Ground --------------------------------------------------------------------------------------------------------


def asks_for_ground(evaluator: Evaluator, purpose: str) -> bool:
    """Whether the ground of a purpose asks for somebody: nobody has consented, confirmed it, or has an age."""
    kinds = {kind for kind, _ in needs_of(evaluator, purpose)}
    return evaluator.purposes[purpose]["basis"] == "consent" or bool(kinds & {"consent", "confirmed", "age"})


def grounded(evaluator: Evaluator, purpose: str, person: Person, own: Row | None) -> bool:
    """Whether consent, its confirmation and age are there, as far as the purpose needs them.

    `own` is the person's own row, if it is the row at hand.
    """
    standing = evaluator.standing
    for kind, said in needs_of(evaluator, purpose):
        if kind == "consent" and (*person, purpose) not in standing.consents:
            return False
        if kind == "confirmed" and (*person, ("confirmed", purpose)) not in standing.agreed:
            return False
        if kind == "age" and not old_enough(evaluator, person, own, said):
            return False
    return True


def old_enough(evaluator: Evaluator, person: Person, own: Row | None, years: int) -> bool:
    """Whether the person is known to have an age: some row tells it, and all that tell it agree."""
    entry = (evaluator.map.tables.get("age") or {}).get(person[0])
    if entry is None:
        return False
    table, column = entry["born"].rsplit(".", 1)
    if evaluator.map.mapped[table].get("subject") == person[0]:
        rows = [own] if own is not None else _rows_of(evaluator, table, person)
    else:
        rows = _rows_of(evaluator, table, person)
    told = [row[column] for row in rows if row[column] is not None]
    return bool(told) and all(_born_before(evaluator, when, years) for when in told)


def _rows_of(evaluator: Evaluator, table: str, person: Person) -> list[Row]:
    (owner,) = [owner for owner in evaluator.map.owners[table] if owner.kind == person[0]]
    return [row for row in evaluator.data.get(table, []) if evaluator.rows.person(owner, table, row) == person]


def _born_before(evaluator: Evaluator, born: date | datetime, years: int) -> bool:
    """The date of birth is not later than today so many years ago; where there was no such day, the month's last."""
    today = datetime.combine(local_time(evaluator.clock, evaluator.zone).date(), time())
    limit = later_by(today, -years, "years")
    return (born if isinstance(born, datetime) else datetime.combine(born, time())) <= limit


# ---- Locks ---------------------------------------------------------------------------------------------------------


def unlocked(evaluator: Evaluator, purpose: str, person: Person) -> bool:
    """Whether every lock of the purpose is open to the person."""
    return all(_open(evaluator, purpose, person, kind, said) for kind, said in needs_of(evaluator, purpose))


def _open(evaluator: Evaluator, purpose: str, person: Person, kind: str, said: Any) -> bool:
    agreed = evaluator.standing.agreed
    if kind == "agreement":
        version, _ = agreed.get((*person, ("agreement", said)), (0, None))
        return version >= in_force(evaluator, said)
    if kind == "notice":
        version, _ = agreed.get((*person, ("notice",)), (0, None))
        return version >= (evaluator.policy["version"] if said == "current" else said)
    if kind == "approval":
        entry = agreed.get((*person, ("approval", purpose, said)))
        return entry is not None and (entry[1] is None or entry[1] >= evaluator.clock)
    return True


def in_force(evaluator: Evaluator, agreement: str) -> int:
    """The version of an agreement that is in force by the clock."""
    terms = evaluator.policy["agreements"][agreement]
    today = local_time(evaluator.clock, evaluator.zone).date()
    version: int = terms.get("version", 1)
    return version if today >= terms["since"] else max(version - 1, 1)


# ---- Given for -----------------------------------------------------------------------------------------------------


def given_for(evaluator: Evaluator, purpose: str, table: str, owner: Owner, row: Row) -> bool:
    """Whether a row was given for the purpose, and collected when it was there already (or as `for_earlier` says)."""
    entry = evaluator.map.mapped[table]
    if "only_for" in entry and row[entry["only_for"]] != purpose:
        return False
    new = evaluator.purposes[purpose].get("new")
    if not new or "collected" not in entry or _collected_since(evaluator, row[entry["collected"]], new["since"]):
        return True
    person = evaluator.rows.person(owner, table, row)
    return person is not None and _of_earlier(evaluator, purpose, person, new)


def _collected_since(evaluator: Evaluator, when: date | datetime | None, day: date) -> bool:
    if when is None:
        return False
    if not isinstance(when, datetime):
        return when >= day
    return (local_time(when, evaluator.zone) if when.tzinfo else when) >= datetime.combine(day, time())


def _of_earlier(evaluator: Evaluator, purpose: str, person: Person, new: dict[str, Any]) -> bool:
    standing = evaluator.standing
    if new.get("for_earlier") == "notified":
        return standing.agreed.get((*person, ("notice",)), (0, None))[0] >= new["version"]
    if new.get("for_earlier") == "agreed":
        needs = [kind for kind, _ in needs_of(evaluator, purpose)]
        if evaluator.purposes[purpose]["basis"] == "consent" or "consent" in needs:
            return (*person, purpose) in standing.consents
        return (*person, ("purpose", purpose)) in standing.agreed
    return False
