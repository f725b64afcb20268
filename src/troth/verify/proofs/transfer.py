"""Who was not told in time of a transfer, or objects to it, stays behind."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.postgres.statements import statement
from troth.sharing.locks import missing
from troth.sharing.reading import Reader
from troth.sharing.transfer import say
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import ACTOR, Played
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.releasing import someone

KIND = "transfer"
ARGUMENT = takes("recipient")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A canary who was not told, was told just now, was told in time, and objects."""
    canary = canary_of(look)
    for name in argument.all("recipient"):
        transfer = look.compiled.policy.recipients[name].transfer
        if transfer is None:
            yield Unproved(says=f"nothing passes to `{name}` with the company")
        elif isinstance(canary, Unproved):
            yield canary
        else:
            with look.connection.transaction(force_rollback=True):
                yield from _Passing(look, name, canary.people()[0]).all(told=transfer.needs == "notice")


class _Passing:
    """One canary person, and whether the words about a transfer let them pass."""

    def __init__(self, look: Look, name: str, person: Played) -> None:
        self.look, self.name, self.person = look, name, person

    def all(self, *, told: bool) -> Iterator[Evidence]:
        self.look.connection.execute(statement("proof words of a transfer"), {"recipient": self.name})
        if told:
            yield self._evidence("who was not told", passes=False)
            self._say("told")
            if self.look.compiled.policy.recipients[self.name].transfer.wait:  # type: ignore[union-attr]
                yield self._evidence("who was told today", passes=False)
            self.look.connection.execute(statement("proof told earlier"), {"recipient": self.name})
        yield self._evidence("who was told in time" if told else "who does not object", passes=True)
        self._say("objects")
        yield self._evidence("who objects", passes=False)

    def _say(self, word: str) -> None:
        say(self.look.connection, self.look.compiled, self.name, word,  # type: ignore[arg-type]
            people=[someone(self.person)], says="canary", actor=ACTOR)  # fmt: skip

    def _evidence(self, who: str, *, passes: bool) -> Evidence:
        recipient = self.look.compiled.policy.recipients[self.name]
        reader = Reader(self.look.connection, self.look.compiled, self.name)
        words = {"notice", "leave"}
        lacking = missing(reader, recipient, [someone(self.person)], self.look.today)
        does = not any(need.split(",")[0].split(":")[0] in words for need in lacking)
        says = f"{who} {'passes' if does else 'stays behind'}"
        return Evidence(
            kept=does is passes, says=says, how=f"the words about {self.name}, said and taken back", count=1
        )
