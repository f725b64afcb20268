"""What an erasure request does to standing, before any data goes: which purposes end, and what is lifted.

Consent is withdrawn and legitimate interest objected to; a contract ends or waits, as the policy says; law, public task
and vital interest live out their time. For a child that was found, only a named law outlasts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.live.scopes import closed_to_children
from troth.compiler.names import EVERY_SCOPE, restricted_rows
from troth.compiler.needed.need import Request
from troth.erasure.plan import Ended, Erasing
from troth.erasure.theirs import Theirs
from troth.policy.model import Basis, Policy
from troth.postgres.later import Later

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


def end(connection: psycopg.Connection[Any], theirs: Theirs, erasing: Erasing) -> Later[Ended]:
    """End what the request ends, in the transaction that the caller has open. A request for a part ends nothing.

    It has ended once the answer was read.
    """
    if erasing.categories:
        return Ended
    policy = theirs.compiled.policy
    ends = ended_by_request(policy, child=erasing.child)
    hides = [name for name in ends if policy.purposes[name].basis is not Basis.CONSENT]
    asked = theirs.say(connection, "erase end", ends=list(ends), hides=hides, claims=not erasing.child)

    def read() -> Ended:
        withdrawn, hidden, lifted = (tuple(sorted(found or ())) for found in asked.fetchall()[0])
        if lifted:
            _show_rows(connection, theirs, lifted)
        return Ended(
            purposes=tuple(name for name in ends if name in {*withdrawn, *hidden}),
            withdrawn=withdrawn,
            lifted=lifted,
            released=_child_found(connection, theirs, ends) if erasing.child else (),
        )

    return read


def _show_rows(connection: psycopg.Connection[Any], theirs: Theirs, lifted: Sequence[int]) -> None:
    """Single rows are restricted no longer because of restrictions that were lifted."""
    for table in theirs.compiled.mapped.tables.values():
        if table.restrict_rows:
            restricted = sql.Identifier(*restricted_rows(table.relation))
            query = theirs.people.statement("erase lift rows", restricted=restricted)
            connection.execute(query, theirs.given | {"lifted": list(lifted)})


def _child_found(connection: psycopg.Connection[Any], theirs: Theirs, ends: Sequence[str]) -> tuple[int, ...]:
    """The child is hidden from all that ended, and claims hold nothing of theirs: the holds that were released."""
    theirs.say(connection, "standing hide", scopes=[EVERY_SCOPE, *ends], cause="child", reference=0, until=None)
    return tuple(sorted(number for (number,) in theirs.say(connection, "erase release").fetchall()))
