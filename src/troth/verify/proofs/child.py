"""When a child is found, every window is closed to them but those of a named law, and nothing begins again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.compiler.live.scopes import closed_to_children
from troth.errors import Refused
from troth.policy.kept_by import Argument, takes
from troth.policy.model import Policy
from troth.verify.canary.meeting import canary_of, opened_to
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import held, sees
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import door_of

KIND = "child"
ARGUMENT = takes("subject")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A canary whom purposes see is found to be a child: what each of them sees then, and what is refused."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    for kind in argument.all("subject"):
        people = [person for person in canary.people() if person.kind == kind]
        if not people:
            yield Unproved(says=f"no canary is a {kind}")
        for person in people[:1]:
            with look.connection.transaction(force_rollback=True):
                yield from _found(look, canary, person)


def _found(look: Look, canary: Canary, person: Played) -> Iterator[Evidence | Unproved]:
    policy = look.compiled.policy
    for name in policy.purposes:
        opened_to(canary, person, name)
    doors = {name: door_of(look, name) for name in policy.purposes}
    keys = held(canary, person)
    before = {name: sees(canary, door, person, keys).count for name, door in doors.items()}
    canary.say(person, "child_found")
    after = {name: sees(canary, door, person, keys).count for name, door in doors.items()}
    closed = [name for name in closed_to_children(policy) if before[name]]
    if not closed:
        yield Unproved(says=f"no window that would be closed sees anything of `{person.name}`")
        return
    still = [name for name in closed if after[name]]
    says = (
        f"{', '.join(still)} still see `{person.name}`"
        if still
        else f"{len(closed)} windows that saw `{person.name}` see nothing of them"
    )
    yield Evidence(kept=not still, says=says, how="each window's role; their rows counted", count=len(closed))
    yield _lawful(policy, before, after)
    yield _nothing_begins(canary, person)


def _lawful(policy: Policy, before: Mapping[str, int], after: Mapping[str, int]) -> Evidence:
    """What a named law keeps stays in sight. One that only uses what others keep sees it as long as they keep it."""
    open_ = [name for name in policy.purposes if name not in closed_to_children(policy) and before[name]]
    lost = [name for name in open_ if policy.purposes[name].keeps and not after[name]]
    stays, follows = ([name for name in open_ if bool(after[name]) is there] for there in (True, False))
    said = f"what a named law demands stays: {', '.join(stays) or 'nothing'}"
    said += f"; {', '.join(follows)} used what others kept, which is gone" if follows else ""
    says = f"what a named law demands is hidden from {', '.join(lost)}" if lost else said
    return Evidence(kept=not lost, says=says, how="each window's role", count=len(open_))


def _nothing_begins(canary: Canary, person: Played) -> Evidence:
    """The desk refuses a consent or a new beginning."""
    policy = canary.compiled.policy
    asked = next((name for name, purpose in policy.purposes.items() if purpose.asks_consent), None)
    name = asked or next(iter(policy.purposes))
    try:
        if asked:
            canary.say(person, "consent", name)
        else:
            canary.subject(person).begin(name, actor=ACTOR)
    except Refused as problem:
        code = problem.findings[0].code
        says = f"`{name}` does not begin for them: {code}"
        return Evidence(kept=code == "TR665", says=says, how="the desk", count=1)
    return Evidence(kept=False, says=f"`{name}` begins for them all the same", how="the desk", count=1)
