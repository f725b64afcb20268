"""The life of a rights request: the states it can be in, and what leads from one to another. One table, read by all.

The checks of `troth.request` and `troth.request_step`, the rules, the command and the picture in the documentation are
made from it. Whatever is not in the table cannot happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STATES: Mapping[str, str] = {
    "received": "it has come in, and nobody has looked yet who asks",
    "identity_asked": "the person was asked to show who they are",
    "verified": "it is known who asks, as surely as this right needs",
    "in_progress": "somebody is at work on it, or it has been carried out and is to be answered",
    "waiting": "it waits for the person, or for somebody else",
    "answered": "the person has their answer",
    "refused": "it was refused on a ground, and the person was told",
    "withdrawn": "the person has taken it back",
    "closed": "answered, refused or withdrawn, and everybody who has to know does",
}
"""Every state, with what it means."""

OPEN = ("received", "identity_asked", "verified", "in_progress", "waiting")
"""The states in which the time for the answer runs."""

NEEDS: Mapping[str, str] = {
    "person": "it is known which person of the database asks",
    "identity": "it is known who asks, as surely as this right needs",
    "reason": "a reason is given, in words",
    "nothing_held": "the answer is that nothing is held about them",
    "not_carried_out": "it has not been carried out yet",
    "carried_out": "it has been carried out, or it is said how it was done otherwise",
    "first_month": "the time for the answer has not passed, and was not extended before",
    "ground": "a ground of the law is named, and told to the person",
    "nothing_left": "every recipient has been told and every task is done, or it is said why that is impossible",
}
"""What a move may need, as sentences; the rules behind them are in `requests.rules`."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One thing that can be done with a request: from which states, into which (None: it stays where it is)."""

    verb: str
    sources: tuple[str, ...]
    target: str | None
    says: str
    needs: tuple[str, ...] = ()

    def leads_to(self, state: str) -> str:
        """The state after this move, made in a state."""
        return self.target or state


_ASKED = ("received", "identity_asked")
_KNOWN = ("verified", "in_progress", "waiting")

MOVES: tuple[Move, ...] = (
    Move(verb="ask_identity", sources=_ASKED, target="identity_asked", says="ask the person to show who they are",
         needs=("reason",)),
    Move(verb="verify", sources=_ASKED, target="verified", says="write down who asks, and how that is known",
         needs=("person", "identity")),
    Move(verb="start", sources=("verified", "waiting"), target="in_progress", says="begin, or go on"),
    Move(verb="wait", sources=("verified", "in_progress"), target="waiting", says="wait for somebody",
         needs=("reason",)),
    Move(verb="carry_out", sources=_KNOWN, target="in_progress", says="do what was asked for",
         needs=("person",)),
    Move(verb="extend", sources=OPEN, target=None, says="take two more months, and tell the person why",
         needs=("reason", "first_month")),
    Move(verb="answer", sources=_KNOWN, target="answered", says="hand over the answer", needs=("carried_out",)),
    Move(verb="answer", sources=_ASKED, target="answered", says="tell somebody unknown that nothing is held about them",
         needs=("nothing_held",)),
    Move(verb="refuse", sources=OPEN, target="refused", says="refuse it on a ground of the law",
         needs=("ground", "reason", "not_carried_out")),
    Move(verb="withdraw", sources=OPEN, target="withdrawn", says="the person takes it back",
         needs=("not_carried_out",)),
    Move(verb="close", sources=("answered", "refused", "withdrawn"), target="closed", says="lay it aside",
         needs=("nothing_left",)),
)  # fmt: skip
"""Every move there is. No state has two moves of one verb."""

VERBS = tuple(dict.fromkeys(("open", *(move.verb for move in MOVES))))
"""What a step of a request can be: its opening, and the verbs of the moves."""

FIRST = "received"
"""The state in which a request begins."""


def move_from(state: str, verb: str) -> Move | None:
    """The move of this verb that can be made in a state, or None."""
    return next((move for move in MOVES if move.verb == verb and state in move.sources), None)


def verbs_in(state: str) -> tuple[str, ...]:
    """What can be done with a request in a state."""
    return tuple(move.verb for move in MOVES if state in move.sources)
