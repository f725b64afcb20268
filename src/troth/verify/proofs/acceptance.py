"""No service before an agreement is accepted, in the version that is in force."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import agreed_in_row, canary_of, meets_need, seen_of
from troth.verify.canary.playing import ACTOR, Canary
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.proofs.needs import each_need
from troth.verify.reach import door_of

KIND = "acceptance"
ARGUMENT = takes("terms")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Each purpose that needs it sees nothing of a canary who has not accepted it, or an older version alone."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    for name in argument.all("terms"):
        asking = [
            (purpose, need)
            for purpose, said in look.compiled.policy.purposes.items()
            for need in said.needs
            if (need.kind, need.name) == ("agreement", name)
        ]
        if not asking:
            yield Unproved(says=f"no purpose needs the agreement `{name}`")
        for purpose, need in asking:
            yield each_need(look, canary, purpose, need)
        for purpose, _ in asking[:1]:
            yield from _older(look, canary, purpose, name)


def _older(look: Look, canary: Canary, purpose: str, name: str) -> Iterator[Evidence]:
    """The version before the one in force does not do."""
    terms = look.compiled.policy.agreements[name]
    in_force = terms.version if look.today >= terms.since else max(terms.version - 1, 1)
    if in_force == 1:
        return
    door = door_of(look, purpose)
    for person in canary.people():
        with look.connection.transaction(force_rollback=True):
            for need in look.compiled.policy.purposes[purpose].needs:
                if (need.kind, need.name) != ("agreement", name):
                    meets_need(canary, person, purpose, need)
            agreed_in_row(canary, person, name, in_force - 1)
            canary.subject(person).agree(name, version=in_force - 1, actor=ACTOR)
            seen = seen_of(canary, door, person)
        enough = "enough, though" if seen else "not enough while"
        says = f"version {in_force - 1} is {enough} version {in_force} is in force"
        yield Evidence(kept=not seen, says=says, how=f"set role {door.role}; count their rows", count=1)
        return
