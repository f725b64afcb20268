"""What may be asked of an erasure, and what to say when it cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import psycopg

from troth.compiler.build import Compiled
from troth.erasure.plan import Erasing
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.postgres.catalogue import Relation
from troth.retention.decision import Gone
from troth.subjects.keys import known_person

STALE, CATEGORY, STILL_THERE, REFUSED, IN_THE_WAY = "TR730", "TR731", "TR732", "TR734", "TR735"


def checked(connection: psycopg.Connection[Any], compiled: Compiled, erasing: Erasing) -> Erasing:
    """The same with the key in its own form. Raises Refused: TR701 to TR703, TR731 for an unknown category."""
    policy = compiled.policy
    unknown = [pattern for pattern in erasing.categories if not policy.categories_of((pattern,))]
    if unknown:
        raise Refused(
            *(
                Finding(
                    code=CATEGORY,
                    message=f"`{pattern}` is no category of the policy",
                    where=Place(object=f"{erasing.kind} {erasing.key}"),
                    why="what is erased is what the person named, and nothing else",
                    hint=did_you_mean(pattern, policy.categories),
                )
                for pattern in unknown
            )
        )
    kind, key = known_person(connection, compiled.mapped, (erasing.kind, erasing.key))
    return replace(erasing, kind=kind, key=key)


def stale(erasing: Erasing, changed: Iterable[Relation]) -> Finding:
    """The finding for a plan whose rows have changed since, or of which another now goes or stays."""
    tables = ", ".join(sorted({str(table) for table in changed})) or "what holds for them"
    return Finding(
        code=STALE,
        message=f"the data of {erasing} has changed since this plan was made: {tables}",
        where=Place(object=str(erasing)),
        why="an erasure is carried out on exactly what its reader has looked at, or not at all",
        hint="make a new plan and look at it, or say `--replan` to erase what there is now",
    )


def still_there(erasing: Erasing, remains: Sequence[Gone]) -> Finding:
    """The finding for something that was erased and is there all the same."""
    shown = "; ".join(str(each) for each in list(remains)[:3])
    return Finding(
        code=STILL_THERE,
        message=f"of {erasing}, {sum(len(each.rows) for each in remains)} of what was to go is still there: {shown}",
        where=Place(object=str(erasing)),
        why="a trigger or a rule of the company has brought it back; everything was rolled back",
        hint="find what writes to this table when one deletes or updates, and let it leave erased data alone",
    )


def refused(erasing: Erasing, said: str) -> Finding:
    """The finding for what the company's own tables do not let go."""
    return Finding(
        code=REFUSED,
        message=f"{erasing} could not be erased: {said}",
        where=Place(object=str(erasing)),
        why="a constraint or a trigger of the company refused it; everything was rolled back",
        hint="change the constraint or the trigger, or say another `erase` for the columns it speaks of",
    )


def in_the_way(erasing: Erasing) -> Finding:
    """The finding for rows that somebody else has locked, in the other order."""
    return Finding(
        code=IN_THE_WAY,
        message=f"somebody else is at work on rows of {erasing}",
        where=Place(object=str(erasing)),
        why="the two waited for each other; everything was rolled back",
        hint="erase them again: nothing of this attempt is left",
    )
