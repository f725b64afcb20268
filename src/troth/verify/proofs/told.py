"""A recipient is told when data it was given is erased, corrected or restricted."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.stored.requests import FINISHED
from troth.policy.kept_by import Argument, takes
from troth.postgres.parameters import as_json
from troth.standing.telling import asked_of, owed
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import recipients_named

KIND = "told"
ARGUMENT = takes("recipient", one_of=("everyone",))
NOBODY = "a canary that is nobody"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A disclosure of nobody's data is played: its erasure must owe a notice. And no notice is overdue."""
    names = recipients_named(look, argument)
    if not names:
        yield Unproved(says="the policy has no recipient")
    for name in names:
        owes = _owes(look, name)
        says = f"an erasure of what {name} was given {'owes it a notice' if owes else 'owes it nothing'}"
        yield Evidence(kept=owes, says=says, how="a disclosure, played and taken back", count=1)
        (row,) = look.rows("proof notices", {"recipient": name, "finished": list(FINISHED)})
        late = row["overdue"] + row["failed"]
        says = (
            f"{row['overdue']} notices to {name} are overdue and {row['failed']} could not be delivered"
            if late
            else f"{row['done']} notices to {name} were acknowledged, {row['open']} are open and none is overdue"
        )
        yield Evidence(kept=not late, says=says, how="troth.notice", count=row["done"] + row["open"])


def _owes(look: Look, recipient: str) -> bool:
    kind = look.compiled.mapped.kinds()[0]
    category = next(iter(look.compiled.policy.categories))
    with look.connection.transaction(force_rollback=True):
        key = as_json([NOBODY])
        given = {"recipient": recipient, "kind": kind, "key": key, "categories": as_json([category])}
        look.rows("proof disclosed", given)
        people = sql.SQL("(select %(key)s::jsonb)")
        asked = asked_of("erase", kind, categories=[category])
        return look.connection.execute(owed(people), {**asked, "key": key}).rowcount == 1
