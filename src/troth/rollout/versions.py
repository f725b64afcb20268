"""A policy that says something else than before has a new version: by its number people are told of it and agree to it.

What stands against applying a changed policy under the number of the one before. A draft, of which nobody was told yet,
may be changed under one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from troth.errors import Refused
from troth.findings import Finding, Place
from troth.policy.load import parse_policy
from troth.policy.model import Policy
from troth.postgres.statements import statement

SAME_VERSION = "TR514"
NOT_SAID = frozenset({"version", "effective", "tensions", "kept_by", "attested_by", "by"})
"""What may change without anybody being promised anything else: how a promise is proved, and which team works."""
NAMED, DEPTH = 4, 3


def unsaid_change(connection: psycopg.Connection[Any], policy: Policy) -> Finding | None:
    """What the policy at hand says otherwise than the one that was applied last under its number, if anything."""
    (there,) = connection.execute(statement("apply deployments there")).fetchone() or (False,)
    asked = {"policy": policy.policy, "version": policy.version}
    row = connection.execute(statement("apply last text"), asked).fetchone() if there else None
    if row is None:
        return None
    try:
        before = parse_policy(row[0].encode())
    except Refused:
        return None  # an earlier release of Troth took it, and this one cannot read it
    changed = sorted(set(differences(_plain(before), _plain(policy))))
    return _finding(policy, changed, newest=row[1]) if changed else None


def differences(before: Any, now: Any, at: tuple[str, ...] = ()) -> Iterator[str]:
    """Where two policies differ, by the names of their parts."""
    before, now = _by_name(before), _by_name(now)
    if isinstance(before, Mapping) and isinstance(now, Mapping) and len(at) < DEPTH:
        for name in before.keys() | now.keys():
            if name not in NOT_SAID:
                yield from differences(before.get(name), now.get(name), (*at, name))
    elif before != now:
        yield ".".join(at)


def _plain(policy: Policy) -> dict[str, Any]:
    return policy.model_dump(mode="json", by_alias=True)


def _by_name(value: Any) -> Any:
    """A list of parts that have an `id`, such as the promises, by that."""
    if isinstance(value, list) and value and all(isinstance(each, dict) and "id" in each for each in value):
        return {each["id"]: each for each in value}
    return value


def _finding(policy: Policy, changed: list[str], *, newest: int) -> Finding:
    named = ", ".join(f"`{each}`" for each in changed[:NAMED])
    more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
    return Finding(
        code=SAME_VERSION,
        message=f"the policy says something else than what was applied as version {policy.version}: {named}{more}",
        where=Place(file="policy.yaml", object="version"),
        why="people are told of a version and agree to it; under one number they would not know which they agreed to",
        hint=f"write `version: {newest + 1}` and the day it is effective from; or `troth apply --draft`, if nobody was"
        " told of this version yet",
    )
