"""A company, or a part of it, passes to somebody else: who may pass, who was told, who objects, who stays behind.

The release itself is a disclosure like any other; this is what has to come before it.
"""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from troth.compiler.build import Compiled
from troth.compiler.names import look_out
from troth.compiler.rows import qualified
from troth.errors import Refused
from troth.findings import Finding, did_you_mean
from troth.ledger.entry import Entry
from troth.ledger.store import record_about_each
from troth.policy.model import Recipient
from troth.postgres.statements import statement
from troth.sharing.asked import Asked, known_recipient
from troth.sharing.keys import Someone, listed
from troth.sharing.place import of_recipient
from troth.sharing.plan import DisclosurePlan, plan_disclosure
from troth.sharing.reading import Reader, reading
from troth.sharing.selecting import known_people
from troth.standing.words import Outcome

NO_TRANSFER = "TR792"

Word = Literal["told", "objects", "agrees"]


_NO_SUCCESSOR = "say under the recipient: `transfer: {needs: notice, wait: 30 days}`"


@dataclass(frozen=True, kw_only=True)
class TransferPlan:
    """Who would pass, and of every kind of person how many there are."""

    plan: DisclosurePlan
    everybody: Mapping[str, int]

    @property
    def left_behind(self) -> Mapping[str, int]:
        """For each kind, how many people would not pass."""
        passing = Counter(kind for kind, _ in self.plan.people)
        return {kind: count - passing[kind] for kind, count in self.everybody.items()}

    def __str__(self) -> str:
        behind = [
            f"{count:,} of {self.everybody[kind]:,} {kind}s stay behind" for kind, count in self.left_behind.items()
        ]
        return "\n".join([str(self.plan), *behind])

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        return {**self.plan.to_json(), "everybody": dict(self.everybody), "left_behind": dict(self.left_behind)}


def plan_transfer(connection: psycopg.Connection[Any], compiled: Compiled, recipient: str) -> TransferPlan:
    """Who would pass to a recipient now. Raises Refused: TR792 it is no successor; and as plan_disclosure()."""
    _successor(compiled, recipient)
    plan = plan_disclosure(connection, compiled, recipient, Asked(everyone=True))
    kinds = sorted({owner.kind for table in plan.window.tables.values() for owner in table.owners})
    counted = {}
    for kind in kinds:
        people = qualified(look_out(compiled.mapped.subject_table(kind).relation))
        row = connection.execute(statement("transfer everybody").format(people=people)).fetchone()
        counted[kind] = int(row[0]) if row else 0
    return TransferPlan(plan=plan, everybody=counted)


def say(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    recipient: str,
    word: Word,
    *,
    people: Sequence[Someone] = (),
    everyone: bool = False,
    says: str,
    actor: str | None = None,
) -> Outcome:
    """Record that people were told of a transfer (and how), that they object, or that they no longer do.

    `everyone` is whoever the recipient's window shows; only telling is done to everyone at once.
    Raises Refused: TR780, TR783, TR792.
    """
    _successor(compiled, recipient)
    if not says.strip() or (everyone and word != "told"):
        message = "nobody objects for everyone" if says.strip() else "it is said how people were told, or what they say"
        raise Refused(_finding(message, recipient, "name people, and say it in words"))
    who = actor or getpass.getuser()
    asked = Asked(people=tuple(people), everyone=everyone)
    found = (
        _everyone(connection, compiled, recipient, asked)
        if everyone
        else _named(connection, compiled, recipient, asked)
    )
    with reading(connection):
        row = {"recipient": recipient, "word": word, "says": says, "actor": who, **listed(found)}
        connection.execute(statement("transfer say"), row)
        entry = Entry(what=f"transfer {word}", actor=who, detail={"recipient": recipient})
        record_about_each(connection, entry, found)
    many = f"{len(found):,} {'person' if len(found) == 1 else 'people'}"
    words = {"told": "told of", "objects": "objecting to", "agrees": "content with"}
    return Outcome(said=f"{many} {words[word]} the transfer to {recipient}", people=len(found))


def _everyone(
    connection: psycopg.Connection[Any], compiled: Compiled, recipient: str, asked: Asked
) -> Sequence[Someone]:
    plan = plan_disclosure(connection, compiled, recipient, asked)
    left_out = {person for people in plan.locked.values() for person in people}
    return sorted(plan.people | left_out, key=str)


def _named(connection: psycopg.Connection[Any], compiled: Compiled, recipient: str, asked: Asked) -> Sequence[Someone]:
    with reading(connection):
        found = known_people(Reader(connection, compiled, recipient), asked.people)
    if not found:
        raise Refused(_finding("nobody is named", recipient, "name people, or say that everyone was told"))
    return found


def _successor(compiled: Compiled, name: str) -> Recipient:
    recipient = known_recipient(compiled.policy, name)
    if recipient.transfer is None:
        successors = [each for each, said in compiled.policy.recipients.items() if said.transfer]
        message = f"nothing passes to `{name}` with the company"
        hint = did_you_mean(name, successors, none=_NO_SUCCESSOR)
        raise Refused(_finding(message, name, hint))
    return recipient


def _finding(message: str, recipient: str, hint: str) -> Finding:
    why = "people pass to a successor once they were told, have had time, and do not object"
    return Finding(code=NO_TRANSFER, message=message, where=of_recipient(recipient), why=why, hint=hint)
