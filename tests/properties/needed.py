"""Which cells may exist: a cell is needed while some purpose, hold, restriction or open objection covers it.

Part of the reference evaluator. UNTESTED: written ahead of erasure and sweep, which will hold it to the design's words.
"""

from __future__ import annotations

from properties.evaluator import Evaluator
from properties.reading import Owner, Row, covers
from properties.related import Person
from properties.standing import Restriction


def needed(evaluator: Evaluator, table: str, row: Row, column: str) -> bool:
    """Whether a personal cell is needed for any of the people whose data it is."""
    category, owners = evaluator.map.personal_columns(table)[column]
    return any(
        _kept_by_a_purpose(evaluator, table, row, category, owner)
        or _kept_by_a_hold(evaluator, table, row, category, owner)
        or _kept_for_the_person(evaluator, table, row, category, owner)
        for owner in owners
    )


def _keeping(evaluator: Evaluator, category: str, owner: Owner) -> list[str]:
    """The purposes that make this category of this owner needed."""
    return [
        name
        for name, entry in evaluator.purposes.items()
        if entry.get("keep") != "nothing"
        and evaluator.uses(entry, category)
        and (not entry.get("about") or owner.name in entry["about"])
    ]


def _kept_by_a_purpose(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner) -> bool:
    return any(evaluator.live(purpose, table, owner, row) for purpose in _keeping(evaluator, category, owner))


def _kept_by_a_hold(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner) -> bool:
    """Whether a hold that keeps the category stands for this very row: an open dispute holds its order, not all."""
    for hold in (evaluator.policy.get("holds") or {}).values():
        happens_to = evaluator.map.conditions[hold["while"]].happens_to
        keeps = any(covers(pattern, category) for pattern in hold["keeps"])
        if keeps and evaluator.rows.relation(table, owner, happens_to) is not None:
            related = evaluator.rows.related(table, owner, row, happens_to)
            if any(evaluator.meets(hold["while"], there) for there in related):
                return True
    return False


def _kept_for_the_person(evaluator: Evaluator, table: str, row: Row, category: str, owner: Owner) -> bool:
    """Restricted data is hidden and kept; so is data of which an objection has not been decided."""
    person = evaluator.rows.person(owner, table, row)
    if person is None:
        return False
    standing = evaluator.standing
    pending = any((*person, purpose) in standing.pending for purpose in _keeping(evaluator, category, owner))
    return pending or any(_keeps(evaluator, each, person, table, row, category) for each in standing.restrictions)


def _keeps(evaluator: Evaluator, restriction: Restriction, person: Person, table: str, row: Row, category: str) -> bool:
    if (restriction.kind, restriction.person) != person or not evaluator.in_time(restriction):
        return False
    if restriction.row is not None:
        return restriction.row == (table, evaluator.map.key_of(table, row))
    if restriction.purposes:
        return any(evaluator.uses(evaluator.purposes[purpose], category) for purpose in restriction.purposes)
    return not restriction.categories or any(covers(pattern, category) for pattern in restriction.categories)
