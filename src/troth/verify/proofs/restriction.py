"""A restricted person is hidden from every purpose that is not kept open, and nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import Meeting, canary_of, meet_all
from troth.verify.canary.sight import held
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "restriction"
EVERYTHING = "everything"
ARGUMENT = takes("purpose", one_of=(EVERYTHING,))
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Each purpose that sees the canary, before a restriction, during it, and after it is lifted."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    asked = {word for _, words in argument.parts for word in words}
    met = [each for each in meet_all(look) if EVERYTHING in asked or each.door.window.purpose in asked]
    if not met:
        yield Unproved(says="no purpose sees anything of the canary, so there is nothing to hide")
        return
    people = {each.person for each in met}
    for person in people:
        canary.say(person, "restrict", "accuracy")
    yield from _during(look, met)
    lost = [each.person.name for each in met if held(canary, each.person) != each.keys]
    rows = sum(len(found) for each in met[:1] for found in each.keys.values())
    says = f"rows of {', '.join(lost)} are gone" if lost else "all of their rows are still held"
    yield Evidence(kept=not lost, says=says, how="the tables themselves, as their owner", count=rows)
    for person in people:
        canary.say(person, "lift")
    still = [each.door.window.purpose for each in met if each.now().count != each.before.count]
    says = f"still hidden after it: {', '.join(still)}" if still else "after it is lifted, everything is seen as before"
    yield Evidence(kept=not still, says=says, how="set role, count their rows", count=len(met))


def _during(look: Look, met: list[Meeting]) -> Iterator[Evidence]:
    purposes = look.compiled.policy.purposes
    closed = [each for each in met if purposes[each.door.window.purpose].despite_restriction is None]
    kept_open = [each for each in met if each not in closed]
    seeing = [f"{each.door.window.purpose} ({now})" for each in closed if (now := each.now()).count]
    names = ", ".join(sorted({each.door.window.purpose for each in closed}))
    says = f"still seen by {', '.join(seeing)}" if seeing else f"hidden from {names}"
    yield Evidence(kept=not seeing, says=says, how="set role, count their rows", count=len(closed))
    if kept_open:
        names = ", ".join(sorted({each.door.window.purpose for each in kept_open}))
        lost = [each.door.window.purpose for each in kept_open if each.now().count != each.before.count]
        says = f"not kept open: {', '.join(lost)}" if lost else f"kept open, as the policy says: {names}"
        yield Evidence(kept=not lost, says=says, how="set role, count their rows", count=len(kept_open))
