"""Readers of a case, and the tickets that they show."""

from __future__ import annotations

import json

from properties.built import Built
from properties.evaluator import Evaluator
from properties.related import Person
from troth.session.ticket import Pads

PADS = Pads(inner=b"i" * 64, outer=b"o" * 64)
"""The key of the tickets of all cases."""

MOST = 3
"""Readers that are tried in one window."""


def readers(evaluator: Evaluator, recipient: str) -> list[Person | None]:
    """Nobody, and where people read a window themselves, some of those there are."""
    if "as" not in evaluator.recipients[recipient]:
        return [None]
    rows = [(table, row) for table, found in evaluator.data.items() for row in found if table in evaluator.map.owners]
    bound = evaluator.recipients[recipient]["as"]
    people = [
        person
        for table, row in rows
        for owner in sorted(evaluator.map.owners[table], key=lambda owner: owner.name != bound)
        if owner.name == bound or not owner.path
        if (person := evaluator.rows.person(owner, table, row))
    ]
    reading = [
        person for person in dict.fromkeys(people) if any(evaluator.recipient_visible(recipient, person).values())
    ]
    return [None, *dict.fromkeys([*reading[:MOST], *people[:MOST]])]


def show_ticket(made: Built, recipient: str, reader: Person | None) -> None:
    """From here on the connection shows a ticket for this reader and window; none for nobody."""
    ticket = ""
    if reader is not None:
        kind, key = reader
        until = int(made.case.clock.timestamp()) + 3600
        said = {"window": recipient, "kind": kind, "key": [str(part) for part in key], "until": until}
        ticket = PADS.signed(json.dumps(said).encode().hex())
        made.chief.execute("delete from troth.ticket_key")
        made.chief.execute(
            "insert into troth.ticket_key (inner_pad, outer_pad) values (%s, %s)", [PADS.inner, PADS.outer]
        )
    made.chief.execute("select set_config('troth.ticket', %s, true)", [ticket])
