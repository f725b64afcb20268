"""Which cells may exist: a cell is needed while some purpose, hold, restriction or open objection covers it.

Part of the reference evaluator: it follows docs/explanation/meaning.md ("Needed") and shares no code with Troth.
"""

from __future__ import annotations

from typing import Any

from properties.evaluator import Evaluator
from properties.reading import Owner, Row, covers
from properties.related import Person
from properties.standing import Hold, Restriction

ALONE = 5
"""The rule by which rows are related through nothing but their person."""

ANYHOW = 99
"""More than any category has levels."""


def needed(evaluator: Evaluator, table: str, row: Row, column: str, level: int = ANYHOW) -> bool:
    """Whether a personal cell is needed for any of the people whose data it is, at this level or more precisely."""
    _, owners = evaluator.map.personal_columns(table)[column]
    return any(needed_for(evaluator, table, row, column, owner, level) for owner in owners)


def needed_for(evaluator: Evaluator, table: str, row: Row, column: str, owner: Owner, level: int = ANYHOW) -> bool:
    """Whether a cell is needed for one of its owners, at this level or more precisely."""
    category, _ = evaluator.map.personal_columns(table)[column]
    return (
        _kept_by_a_purpose(evaluator, table, row, column, owner, level)
        or _kept_by_a_hold(evaluator, table, row, category, owner)
        or bool(held_by_hand(evaluator, table, row, category, owner))
        or _kept_for_the_person(evaluator, table, row, category, owner, level)
    )


def finest(evaluator: Evaluator, table: str, row: Row, column: str) -> int:
    """The level at which a needed cell is needed: 0 is exactly."""
    return next(level for level in range(ANYHOW) if needed(evaluator, table, row, column, level))


def keeping(evaluator: Evaluator, category: str, owner: Owner) -> list[str]:
    """The purposes that make this category of this owner needed."""
    return [
        name
        for name, entry in evaluator.purposes.items()
        if entry.get("keep") != "nothing"
        and evaluator.uses(entry, category)
        and (not entry.get("about") or owner.name in entry["about"])
    ]


def _kept_by_a_purpose(evaluator: Evaluator, table: str, row: Row, column: str, owner: Owner, level: int) -> bool:
    category, _ = evaluator.map.personal_columns(table)[column]
    now = keeping_now(evaluator, table, row, column, owner)
    return any(evaluator.level_of(purpose, category) <= level for purpose in now)


def keeping_now(evaluator: Evaluator, table: str, row: Row, column: str, owner: Owner) -> list[str]:
    """The purposes that make a cell needed now for one of its owners: for nobody, if it is nobody else's either."""
    category, owners = evaluator.map.personal_columns(table)[column]
    people = {other: evaluator.rows.person(other, table, row) for other in owners}
    if people[owner] is None and any(people.values()):
        return []
    return [
        purpose
        for purpose in keeping(evaluator, category, owner)
        if evaluator.reaches_table(purpose, table, owner)
        and evaluator.live(purpose, table, owner, row)
        and not _given_up(evaluator, purpose, table, row, category, owner)
    ]


def _given_up(evaluator: Evaluator, purpose: str, table: str, row: Row, category: str, owner: Owner) -> bool:
    """Just now: whoever asks for a part wants this category kept no longer by what a request for everything ends."""
    request = evaluator.request
    return (
        request is not None
        and purpose in request.ends
        and category in request.categories
        and evaluator.rows.person(owner, table, row) == request.person
    )


def holding(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner) -> list[dict[str, Any]]:
    """The holds of the policy that keep a category and whose condition reaches a table; of a child, none for claims."""
    childs = evaluator.rows.person(owner, table, row) in evaluator.standing.children
    return [
        hold
        for hold in (evaluator.policy.get("holds") or {}).values()
        if any(covers(pattern, category) for pattern in hold["keeps"])
        and not (childs and hold["ground"] == "claims")
        and evaluator.rows.relation(table, owner, evaluator.map.conditions[hold["while"]].happens_to) is not None
    ]


def _kept_by_a_hold(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner) -> bool:
    """Whether a hold that keeps the category stands for this very row: an open dispute holds its order, not all."""
    return any(
        evaluator.meets(hold["while"], there)
        for hold in holding(evaluator, table, row, category, owner)
        for there in evaluator.rows.related(table, owner, row, evaluator.map.conditions[hold["while"]].happens_to)
    )


def held_by_hand(
    evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner, holds: list[Hold] | None = None
) -> list[tuple[str, Row]]:
    """The rows on which holds were set by hand that keep the category here; for one on the person, the row itself."""
    person = evaluator.rows.person(owner, table, row)
    found = []
    for hold in evaluator.standing.holds if holds is None else holds:
        if not any(covers(pattern, category) for pattern in hold.keeps):
            continue
        if hold.until is not None and hold.until < evaluator.clock:
            continue
        if hold.person is not None and hold.person == person:
            found.append((table, row))
        if hold.row is not None:
            held, key = hold.row
            relation = evaluator.rows.relation(table, owner, held)
            if relation is not None and relation.rule < ALONE:
                related = evaluator.rows.related(table, owner, row, held)
                found += [(held, there) for there in related if evaluator.map.key_of(held, there) == key]
    return found


def _kept_for_the_person(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner, level: int) -> bool:
    """Restricted data is hidden and kept; so is data of which an objection has not been decided."""
    person = evaluator.rows.person(owner, table, row)
    if person is None:
        return False
    pending = is_pending(evaluator, category, person, owner, level)
    return pending or is_restricted(evaluator, table, row, category, owner)


def is_pending(evaluator: Evaluator, category: str, person: Person, owner: Owner, level: int = ANYHOW) -> bool:
    """Whether an objection to a purpose that keeps the category, at this level or more precisely, is unanswered."""
    return any(
        (*person, purpose) in evaluator.standing.pending and evaluator.level_of(purpose, category) <= level
        for purpose in keeping(evaluator, category, owner)
    )


def is_restricted(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner) -> bool:
    """Whether a restriction of the owner of a row covers the category there."""
    person = evaluator.rows.person(owner, table, row)
    given = evaluator.standing.restrictions
    return person is not None and any(_keeps(evaluator, each, person, table, row, category) for each in given)


def _keeps(evaluator: Evaluator, restriction: Restriction, person: Person, table: str, row: Row, category: str) -> bool:
    if (restriction.kind, restriction.person) != person or not evaluator.in_time(restriction):
        return False
    if restriction.row is not None:
        return restriction.row == (table, evaluator.map.key_of(table, row))
    if restriction.purposes:
        return any(evaluator.uses(evaluator.purposes[purpose], category) for purpose in restriction.purposes)
    return not restriction.categories or any(covers(pattern, category) for pattern in restriction.categories)
