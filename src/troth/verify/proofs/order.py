"""What the law compels leaves by a request with a ground, a review and a second person, in its scope, and is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from troth.policy.kept_by import Argument, takes
from troth.policy.model import Recipient
from troth.sharing import orders
from troth.sharing.locks import Override
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import ACTOR, Played
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.releasing import SECOND, Releasing, someone

KIND = "order"
ARGUMENT = takes("recipient")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A request for the canary's data, from its arrival to the word to the person, with each step too early once."""
    canary = canary_of(look)
    for name in argument.all("recipient"):
        recipient = look.compiled.policy.recipients[name]
        if not recipient.ordered:
            yield Unproved(says=f"`{name}` receives what the policy lists, and orders nothing")
        elif isinstance(canary, Unproved):
            yield canary
        else:
            yield _untold(look, name)
            with TemporaryDirectory() as folder, look.connection.transaction(force_rollback=True):
                yield from _Case(look, name, recipient, Path(folder)).all(canary.people())


def _untold(look: Look, name: str) -> Evidence:
    (row,) = look.rows("proof orders", {"recipient": name})
    untold = row["untold"]
    says = (
        f"{untold} people were not told of what left a week ago" if untold else "nobody is left untold against the law"
    )
    how = "troth.legal_step: released, delayed, told"
    return Evidence(
        kept=not untold, says=f"{row['released']} requests released: {says}", how=how, count=row["released"]
    )


class _Case:
    """A request that is played and taken back."""

    def __init__(self, look: Look, name: str, recipient: Recipient, folder: Path) -> None:
        self.look, self.name, self.recipient = look, name, recipient
        self.releasing = Releasing(look, name)
        self.paper = folder / "order"
        self.paper.write_text("canary")

    def receive(self, **said: Any) -> int:
        given: dict[str, Any] = {
            "authority": "canary", "reference": "canary", "statute": "canary", "asks": "canary", "actor": ACTOR,
            "ground": self.recipient.grounds[0], "document": self.paper,
            "jurisdiction": (*self.recipient.jurisdictions, "DE")[0],
        }  # fmt: skip
        outcome = orders.receive(self.look.connection, self.look.compiled, self.name, **(given | said))
        return outcome.id or 0

    def review(self, number: int, person: Played, category: str, **said: Any) -> Any:
        given: dict[str, Any] = {"people": [someone(person)], "categories": (category,), "verified": "canary",
                                 "because": "canary", "actor": ACTOR}  # fmt: skip
        return orders.review(self.look.connection, self.look.compiled, number, **(given | said))

    def release(self, number: int, actor: str, **said: Any) -> Any:
        return orders.release(self.look.connection, self.look.compiled, number, because="canary", actor=actor, **said)

    def all(self, people: tuple[Played, ...]) -> Iterator[Evidence | Unproved]:
        refused = self.releasing.refused
        yield refused("a request on no ground of the policy", lambda: self.receive(ground="curiosity of the canary"))
        if self.recipient.role == "authority":
            yield refused("an authority's request without a paper", lambda: self.receive(document=None))
        yield refused("a release beside the requests", lambda: self.releasing.plan(people[0]))
        number = self.receive()
        yield refused("a release before the review", lambda: self.release(number, SECOND))
        found = self._shown(people)
        if found is None:
            yield Unproved(says=f"the window of `{self.name}` shows nothing of the canary")
            return
        person, category = found
        yield refused(
            "a review that says no kinds of data", lambda: self.review(number, person, category, categories=())
        )
        self.review(number, person, category)
        yield refused("a release by who reviewed it", lambda: self.release(number, ACTOR))
        yield from self._released(number, person, category)

    def _shown(self, people: tuple[Played, ...]) -> tuple[Played, str] | None:
        """A person and a kind of data of theirs that could be ordered."""
        for person in people:
            for category in sorted(self.look.compiled.policy.categories):
                if self.releasing.leaves(person, categories=(category,), order=0, override=self._lifting()):
                    return person, category
        return None

    def _lifting(self) -> Override | None:
        """What the ground of the request stands in for, where the policy lists it among the recipient's exceptions."""
        ground = self.recipient.grounds[0]
        return Override(kind=ground, reference="canary") if ground in self.recipient.overrides else None

    def _released(self, number: int, person: Played, category: str) -> Iterator[Evidence]:
        today = self.look.today
        made = self.release(number, SECOND, delay=(today + timedelta(days=1), "canary"))
        (row,) = self.look.rows("proof released", {"id": made.id})
        only = all(listed == [category] for listed in row["categories"])
        says = f"{made.rows} rows of {category} of the canary `{person.name}` leave, " + (
            "and nothing else" if only else "and more"
        )
        yield Evidence(kept=only, says=says, how=f"a request of {self.name}, played and taken back", count=made.rows)
        connection, compiled = self.look.connection, self.look.compiled
        yield self.releasing.refused("a word to the person while a delay forbids it",
                                     lambda: orders.tell(connection, compiled, number, how="canary"))  # fmt: skip
        yield self.releasing.refused("closing it before the person knows",
                                     lambda: orders.close(connection, number, because="canary"))  # fmt: skip
