"""Whoever reads a window with a ticket sees what the ticket's person may see, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth.compiler.names import recipient_schema
from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import Canary, Played
from troth.verify.canary.sight import Held, Sight, held, sees
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.proofs.recipient import nothing_without_ticket
from troth.verify.reach import Door

KIND = "ticket"
ARGUMENT = takes("recipient")
NEEDS = "canary"
DAY = 24 * 60 * 60
"""No ticket is good for longer, in seconds."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A canary with a ticket of its own, an old one, one for another window, somebody else's, none, a forged one."""
    canary = canary_of(look)
    for name in argument.all("recipient"):
        if not look.compiled.policy.recipients[name].by_ticket:
            yield Unproved(says=f"nobody reads `{name}` by ticket")
        elif isinstance(canary, Unproved):
            yield canary
        else:
            yield nothing_without_ticket(look, name)
            yield from _with_tickets(look, canary, name)


@dataclass(frozen=True)
class _Reader:
    """A canary person who reads the window: what is theirs, and what the window shows of that with their ticket."""

    person: Played
    keys: Held
    own: Sight


def _with_tickets(look: Look, canary: Canary, name: str) -> Iterator[Evidence | Unproved]:
    door = _door(look, name)
    readers = tuple(_readers(canary, door, name))
    seen = [reader for reader in readers if reader.own.count]
    if not seen or len(readers) < 2:
        yield Unproved(says=f"two of the canary have to be able to read `{name}`, and one to see something")
        return
    for reader in seen:
        says = f"with their own ticket `{reader.person.name}` sees {reader.own}"
        yield Evidence(kept=True, says=says, how=f"set role {door.role}, a signed ticket", count=reader.own.count)
        others = [other for other in readers if other.person != reader.person]
        yield _by_others(canary, door, name, reader, others)
        yield from _of_no_use(canary, door, name, reader)


def _door(look: Look, name: str) -> Door:
    names, window = look.compiled.names, next(each for each in look.compiled.recipients if each.recipient == name)
    return Door(window, recipient_schema(name), names.recipient(name), names.shows(name))


def _readers(canary: Canary, door: Door, name: str) -> Iterator[_Reader]:
    recipient = canary.compiled.policy.recipients[name]
    kinds = {
        owner.kind
        for table in door.window.tables
        for owner in canary.compiled.mapped.tables[table].owners.values()
        if recipient.as_ in ("self", owner.name)
    } | _of_cases(canary, name)
    for person in canary.people():
        if person.kind in kinds:
            keys = held(canary, person)
            canary.show_ticket(name, person)
            yield _Reader(person, keys, _sees(canary, door, person, keys))


def _of_cases(canary: Canary, name: str) -> set[str]:
    """Of a window that shows what belongs to cases: the kind of those who stand in them as its readers."""
    recipient, mapped = canary.compiled.policy.recipients[name], canary.compiled.mapped
    if not recipient.per:
        return set()
    owner = mapped.tables[mapped.cases[recipient.per]].owners.get(recipient.as_ or "")
    return {owner.kind} if owner else set()


def _sees(canary: Canary, door: Door, person: Played, keys: Held) -> Sight:
    """What the window shows now of rows that are this person's, as whichever owner."""
    return Sight({table: count for table, count in sees(canary, door, person, keys, anyhow=True).rows.items() if count})


def _by_others(canary: Canary, door: Door, name: str, reader: _Reader, others: list[_Reader]) -> Evidence:
    """Of what is the reader's alone, nobody else sees anything with a ticket of their own."""
    found: list[str] = []
    for other in others:
        theirs = {table: {key for _, key in rows} for table, rows in other.keys.items()}
        alone = {
            table: tuple((whose, key) for whose, key in rows if key not in theirs.get(table, ()))
            for table, rows in reader.keys.items()
        }
        canary.show_ticket(name, other.person)
        sight = _sees(canary, door, reader.person, alone)
        found += [f"`{other.person.name}` sees {sight}"] if sight.count else []
    says = f"of that, {' and '.join(found)}" if found else f"of that, {len(others)} others see nothing with theirs"
    return Evidence(kept=not found, says=says, how=f"set role {door.role}, their tickets", count=len(others))


def _of_no_use(canary: Canary, door: Door, name: str, reader: _Reader) -> Iterator[Evidence]:
    """With a ticket of their own that is over, or is for another window, the reader sees nothing."""
    recipients = canary.compiled.policy.recipients
    others = (other for other, said in recipients.items() if said.by_ticket and other != name)
    tried = [(name, DAY, "that ended long ago")] + [(other, 0, f"for `{other}`") for other in others]
    for window, ago, words in tried:
        canary.show_ticket(window, reader.person, ago=ago)
        sight = _sees(canary, door, reader.person, reader.keys)
        says = f"with their own ticket {words} `{reader.person.name}` sees {sight}"
        yield Evidence(kept=not sight.count, says=says, how=f"set role {door.role}, a signed ticket", count=1)
