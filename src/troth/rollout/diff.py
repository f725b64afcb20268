"""What has to change for the live database to be as the policy wants it. Compares values; touches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.objects import (
    GRANTABLE,
    Function,
    Grant,
    Key,
    Membership,
    Object,
    Objects,
    Role,
    RowPolicy,
    RowSecurity,
    Schema,
    StoredTable,
    View,
)


class Act(StrEnum):
    """What happens to an object."""

    MAKE = "+"
    CHANGE = "~"
    UNMAKE = "-"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One object that is made, changed or unmade. `because` names the change that drags this one along, if any."""

    act: Act
    wanted: Object | None = None
    live: Object | None = None
    because: str = ""

    @property
    def key(self) -> Key:
        item = self.wanted or self.live
        assert item is not None
        return item.key

    def __str__(self) -> str:
        return f"{self.act.value} {self.key}" + (f"  ({self.because})" if self.because else "")


def diff(live: Objects, wanted: Objects) -> tuple[Change, ...]:
    """The changes from one set of objects to the other, in the order of their keys.

    `wanted` must be normalised: views, policies and functions as PostgreSQL would store them. Standing is never
    unmade: its tables stay until uninstall.
    """
    changes = list(_changes(live, wanted))
    changes += _dragged_along(live, wanted, changes)
    return tuple(sorted(changes, key=lambda change: change.key))


def _changes(live: Objects, wanted: Objects) -> Iterator[Change]:
    for key in live.items.keys() | wanted.items.keys():
        before, after = live.items.get(key), wanted.items.get(key)
        if before is None:
            yield Change(act=Act.MAKE, wanted=after)
        elif after is None:
            if not isinstance(before, StoredTable):
                yield Change(act=Act.UNMAKE, live=before)
        elif not same(before, after):
            yield Change(act=Act.CHANGE, wanted=after, live=before)


def same(live: Object, wanted: Object) -> bool:
    """Whether an object is as it is wanted. A standing table may have columns of a later version."""
    if isinstance(live, StoredTable) and isinstance(wanted, StoredTable):
        held = {column.name: column for column in live.columns}
        kept = all(held.get(column.name) == column for column in wanted.columns)
        kept = kept and set(wanted.indexes) <= set(live.indexes)
        return kept and (live.owner, live.primary_key) == (wanted.owner, wanted.primary_key)
    return live == wanted


def _dragged_along(live: Objects, wanted: Objects, changes: Iterable[Change]) -> list[Change]:
    """Objects that are the same, but stand on one that is remade: unmade before it and made again after."""
    touched = {change.key for change in changes}
    remade = [change.live for change in changes if change.live is not None and _is_remade(change)]
    dragged = []
    for below in remade:
        for item in live.items.values():
            if item.key not in touched and item.key in wanted.items and stands_on(item, below):
                touched.add(item.key)
                remade.append(item)
                because = f"stands on {below.key}"
                dragged.append(Change(act=Act.CHANGE, wanted=wanted.items[item.key], live=item, because=because))
    return dragged


def _is_remade(change: Change) -> bool:
    """A standing table is altered where it stands; only a key of another type shakes what looks at it."""
    if isinstance(change.live, StoredTable) and isinstance(change.wanted, StoredTable):
        types = {column.name: column.type for column in change.live.columns}
        return any(types.get(column.name, column.type) != column.type for column in change.wanted.columns)
    return change.act is Act.CHANGE or isinstance(change.live, Grant)


def stands_on(item: Object, below: Object) -> bool:
    """Whether an object could not exist without another one."""
    match item, below:
        case Grant(sort="table"), Grant(sort="table"):
            # Taking a privilege on a whole table back takes it back on each of its columns.
            of_item, of_below = ((g.path, g.grantee, _plain(g.privilege)) for g in (item, below))
            return item.column is not None and below.column is None and of_item == of_below
        case Grant(sort="table"), View():
            return item.path == tuple(below.relation)
        case Grant(sort="function"), Function():
            return item.path[:2] == (below.schema, below.name)
        case RowPolicy(), View() | StoredTable():
            return any(_mentions(text, *below.relation) for text in (item.using, item.check))
        case RowPolicy(), Function():
            return any(_mentions(text, below.schema, below.name) for text in (item.using, item.check))
        case View(), View():
            return item != below and _mentions(item.query, *below.relation)
        case View(), Function():
            return _mentions(item.query, below.schema, below.name)
        case Function(), Function():
            return item != below and _mentions(item.body, below.schema, below.name)
    return False


def _plain(privilege: str) -> str:
    return privilege.removesuffix(GRANTABLE)


def _mentions(text: object, schema: str, name: str) -> bool:
    """Whether a text that PostgreSQL printed with schemas names an object."""
    if not isinstance(text, str):
        return False
    return re.search(rf"(?<![\w.]){re.escape(f'{schema}.{name}')}(?!\w)", text.replace('"', "")) is not None


_MAKE_ORDER = (Role, Membership, Schema, StoredTable, Function, View, RowSecurity, RowPolicy, Grant)


def make_order(changes: Iterable[Change]) -> list[Change]:
    """Changes in the order in which their objects can be made: what others stand on first."""
    return sorted(changes, key=lambda change: (_rank(change.wanted), _within(change.wanted), change.key))


def unmake_order(changes: Iterable[Change]) -> list[Change]:
    """Changes in the order in which their objects can be unmade."""
    return sorted(changes, key=lambda change: (-_rank(change.live), -_within(change.live), change.key))


def _rank(item: Object | None) -> int:
    """Schemas are opened to roles as soon as they are there: who may not use a schema cannot make a view over it."""
    kind = Schema if isinstance(item, Grant) and item.sort == "schema" else type(item)
    return _MAKE_ORDER.index(kind)


def _within(item: Object | None) -> int:
    """Functions stand on the clock, the right to use a schema on the schema, views of windows on look-outs."""
    if isinstance(item, View):
        return 0 if item.relation.schema == STANDING_SCHEMA else 1
    return 0 if isinstance(item, Schema) or (isinstance(item, Function) and item.name == "clock") else 1
