"""What an erasure request does to standing, before any data goes: which purposes end, and what is lifted.

Consent is withdrawn and legitimate interest objected to; a contract ends or waits, as the policy says; law, public task
and vital interest live out their time. For a child that was found, only a named law outlasts it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.live.scopes import closed_to_children
from troth.compiler.names import EVERY_SCOPE, restricted_rows
from troth.compiler.needed.need import Request
from troth.erasure.plan import Ended, Erasing
from troth.policy.model import Basis, Policy
from troth.postgres.later import Later
from troth.standing.forgetting import people_of

_ENDING = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)


def ended_by_request(policy: Policy, *, child: bool = False) -> tuple[str, ...]:
    """The purposes that a person's erasure request ends, in the order of the policy."""
    if child:
        return closed_to_children(policy)
    return tuple(
        name
        for name, purpose in policy.purposes.items()
        if purpose.basis in _ENDING or purpose.direct_marketing or purpose.on_erasure == "end"
    )


def request_of(policy: Policy, erasing: Erasing) -> Request:
    """What the person asks for, as what is needed understands it."""
    return Request(
        ends=frozenset(ended_by_request(policy, child=erasing.child)),
        categories=policy.categories_of(erasing.categories),
    )


def end(connection: psycopg.Connection[Any], compiled: Compiled, erasing: Erasing) -> Later[Ended]:
    """End what the request ends, in the transaction that the caller has open. A request for a part ends nothing.

    It has ended once the answer was read.
    """
    if erasing.categories:
        return Ended
    policy = compiled.policy
    ends = ended_by_request(policy, child=erasing.child)
    people = people_of(compiled, erasing.kind)
    hides = [name for name in ends if policy.purposes[name].basis is not Basis.CONSENT]
    given = people.given([erasing.key]) | {"ends": list(ends), "hides": hides, "claims": not erasing.child}
    asked = connection.execute(people.statement("erase end"), given)
    return lambda: _ended(connection, compiled, erasing, ends, given, asked.fetchall())


def _ended(  # noqa: PLR0917
    connection: psycopg.Connection[Any], compiled: Compiled, erasing: Erasing, ends: Sequence[str],
    given: Mapping[str, Any], rows: Sequence[tuple[Any, ...]],
) -> Ended:  # fmt: skip
    people = people_of(compiled, erasing.kind)
    withdrawn, hidden, lifted = (tuple(sorted(found or ())) for found in rows[0])
    if lifted:
        for table in compiled.mapped.tables.values():
            if table.restrict_rows:
                words = {"restricted": sql.Identifier(*restricted_rows(table.relation))}
                connection.execute(people.statement("erase lift rows", **words), {**given, "lifted": list(lifted)})
    released: tuple[int, ...] = ()
    if erasing.child:
        found = {"scopes": [EVERY_SCOPE, *ends], "cause": "child", "reference": 0, "until": None}
        connection.execute(people.statement("standing hide"), {**given, **found})
        rows = connection.execute(people.statement("erase release"), given).fetchall()
        released = tuple(sorted(number for (number,) in rows))
    changed = {*withdrawn, *hidden}
    purposes = tuple(name for name in ends if name in changed)
    return Ended(purposes=purposes, withdrawn=withdrawn, lifted=lifted, released=released)
