"""What a restriction hides from whom: everything, some purposes, or some kinds of data. Pure: it does nothing itself.

Windows look for a person under scopes (see live.py): the name of a purpose hides the person from all of its windows, a
window with a table hides them there alone. This module says under which scopes a restriction puts a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from troth.compiler.live.live import Live
from troth.compiler.names import EVERY_SCOPE, scope_of_owner
from troth.mapped.model import Mapped
from troth.policy.categories import covers
from troth.policy.model import Basis, Policy


@dataclass(frozen=True, kw_only=True)
class Scope:
    """How far a restriction reaches: everything, unless purposes, categories or one row are named.

    `despite` names the purposes to which the person consented later, in spite of the restriction.
    """

    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    row: tuple[str, tuple[Any, ...]] | None = None
    despite: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The scope as it is stored with the restriction, absent parts left out."""
        row = {"table": self.row[0], "key": list(self.row[1])} if self.row else None
        parts: dict[str, object] = {"purposes": list(self.purposes), "categories": list(self.categories), "row": row}
        parts["despite"] = list(self.despite)
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Scope:
        row = stored.get("row")
        return cls(
            purposes=tuple(stored.get("purposes", ())),
            categories=tuple(stored.get("categories", ())),
            row=(row["table"], tuple(row["key"])) if row else None,
            despite=tuple(stored.get("despite", ())),
        )


def restricted_purposes(policy: Policy) -> tuple[str, ...]:
    """The purposes that a restriction can hide a person from: all but those that are kept open (Art. 18(2))."""
    return tuple(name for name, purpose in policy.purposes.items() if purpose.despite_restriction is None)


def closed_to_children(policy: Policy) -> tuple[str, ...]:
    """The purposes that a child who is found is hidden from: all but those that a named law demands."""
    return tuple(name for name, said in policy.purposes.items() if said.basis is not Basis.LEGAL_OBLIGATION)


def hidden_scopes(policy: Policy, mapped: Mapped, scope: Scope) -> tuple[str, ...]:
    """The scopes under which a restriction hides its person, in order. A restriction of one row has none."""
    if scope.row is None and not scope.purposes and scope.categories:
        return tuple(sorted(set(_of_categories(Live(policy, mapped), scope.categories, _open_to(policy, scope)))))
    return plain_scopes(policy, scope)


def plain_scopes(policy: Policy, scope: Scope) -> tuple[str, ...]:
    """As hidden_scopes, for a restriction that names no categories: the policy alone decides."""
    if scope.row is not None:
        return ()
    open_to = _open_to(policy, scope)
    return tuple(sorted(open_to & set(scope.purposes))) if scope.purposes else (EVERY_SCOPE, *sorted(open_to))


def _open_to(policy: Policy, scope: Scope) -> set[str]:
    return {name for name in restricted_purposes(policy) if name not in scope.despite}


def _of_categories(live: Live, patterns: tuple[str, ...], open_to: set[str]) -> Iterator[str]:
    for name in open_to:
        for table in live.mapped.tables.values():
            for owner in table.owners.values():
                seen = live.seen(name, table, owner)
                if any(covers(pattern, category) for pattern in patterns for category in seen):
                    yield scope_of_owner(name, table.relation, owner.name)
