"""What a purpose needs beside its basis is all required: without any one of its needs it sees nothing of a person."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from troth.policy.collecting import Need
from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import agreed_in_row, canary_of, meets_need, seen_of
from troth.verify.canary.playing import Canary, Played
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, door_of

KIND = "needs"
ARGUMENT = takes("purpose")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """For each need, a canary of whom everything else is there: not seen without it, and seen with it."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    for name in argument.all("purpose"):
        needs = look.compiled.policy.purposes[name].needs
        if not needs:
            yield Unproved(says=f"`{name}` needs nothing beside its basis")
        for need in needs:
            yield each_need(look, canary, name, need)


def each_need(look: Look, canary: Canary, name: str, need: Need) -> Evidence | Unproved:
    """Without this need, and with all the others, the purpose sees nothing of somebody whom it sees with it."""
    door = door_of(look, name)
    if need.kind == "age":
        return Unproved(says=f"`{need}`: a canary has only one age; `age` proves it of a kind of people")
    for person in canary.people():
        try:
            with look.connection.transaction(force_rollback=True):
                without, with_it = _tried(canary, door, person, need)
        except psycopg.errors.IntegrityError as problem:
            return Unproved(says=f"`{need}` cannot be taken from `{person.name}`: {problem.diag.message_primary}")
        if with_it:
            kept = without == 0
            says = (
                f"without `{need}` it sees none of the {with_it} rows of `{person.name}` that it sees with it"
                if kept
                else f"without `{need}` it still sees {without} rows of `{person.name}`"
            )
            return Evidence(kept=kept, says=says, how=f"set role {door.role}; count their rows", count=with_it)
    return Unproved(says=f"`{name}` sees nothing of the canary even with `{need}`")


def _tried(canary: Canary, door: Door, person: Played, need: Need) -> tuple[int, int]:
    """How many rows of a person a window shows without a need, and with it."""
    purpose = door.window.purpose
    if canary.compiled.policy.purposes[purpose].basis == "consent":
        canary.say(person, "consent", purpose)
    others = [each for each in canary.compiled.policy.purposes[purpose].needs if each != need]
    for each in sorted(others, key=lambda said: said.kind == "confirmed"):
        if not (each.kind == "confirmed" and need.kind == "consent"):
            meets_need(canary, person, purpose, each)
    if need.kind == "agreement":
        before = canary.compiled.policy.agreements[need.name or ""].version - 1
        agreed_in_row(canary, person, need.name or "", before)
    without = seen_of(canary, door, person)
    meets_need(canary, person, purpose, need)
    for each in others:
        if each.kind == "confirmed":
            meets_need(canary, person, purpose, each)
    return without, seen_of(canary, door, person)
