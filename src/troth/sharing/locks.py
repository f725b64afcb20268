"""What a release needs beside the window: approvals, consents, agreements, a second person; and what lifts that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from troth.compiler.live.grounds_and_locks import accepted
from troth.compiler.live.live import Live
from troth.compiler.rows import Row
from troth.errors import Refused
from troth.findings import Finding, did_you_mean
from troth.policy.model import Recipient
from troth.policy.sharing import ReleaseNeed, Transfer
from troth.postgres.statements import statement
from troth.sharing.keys import Someone, listed
from troth.sharing.place import of_recipient
from troth.sharing.reading import Reader
from troth.standing.words import shown_key

BECAUSE, LOCKED, OVERRIDE, SECOND = "TR784", "TR785", "TR786", "TR787"

Locked = Mapping[str, frozenset[Someone]]
"""For each need, in words, the people of whom it is missing."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """An exception to what a recipient needs, for one release: of which kind, and on the strength of what."""

    kind: str
    reference: str

    def __str__(self) -> str:
        return f"{self.kind} ({self.reference})"


def known_override(recipient: Recipient, name: str, override: Override | None) -> None:
    """An override is of a kind that the recipient lists, and refers to something. Raises Refused (TR786)."""
    if override is None:
        return
    message, hint = "", ""
    if override.kind not in recipient.overrides:
        message = f"`{name}` has no override `{override.kind}`"
        hint = did_you_mean(override.kind, recipient.overrides, none="the policy allows no exception here")
    elif not override.reference.strip():
        message, hint = "an override refers to what it rests on", "name the court order, the decision or the file"
    if message:
        why = "an exception to a promise is named in the policy, signed and counted"
        raise Refused(Finding(code=OVERRIDE, message=message, where=of_recipient(name), why=why, hint=hint))


def missing(reader: Reader, recipient: Recipient, people: Iterable[Someone], today: date) -> Locked:
    """Of whom which approval, consent or agreement is missing now."""
    known = frozenset(people)
    found: dict[str, frozenset[Someone]] = {}
    for need in recipient.needs:
        if need.kind == "second":
            continue
        have = _approved(reader, need, known, today) if need.kind == "approval" else _agreeing(reader, need, known)
        if lacking := known - have:
            found[str(need)] = lacking
    if recipient.transfer is not None:
        found.update(_not_passing(reader, recipient.transfer, known))
    return found


def _not_passing(reader: Reader, transfer: Transfer, people: frozenset[Someone]) -> Locked:
    """Of a transfer: whom nobody told in time, and who objects. Consent is asked by the purpose's own window."""
    wait = str(transfer.wait) if transfer.wait else "0 days"
    asked = {"recipient": reader.recipient, "wait": wait, **listed(people)}
    found: dict[str, frozenset[Someone]] = {}
    if transfer.needs == "notice":
        rows = reader.connection.execute(statement("transfer told"), asked).fetchall()
        if untold := people - {(kind, tuple(key)) for kind, key in rows}:
            found[f"notice, {wait} before"] = untold
    rows = reader.connection.execute(statement("transfer objecting"), asked).fetchall()
    if objecting := frozenset((kind, tuple(key)) for kind, key in rows):
        found["leave: they object"] = objecting
    return found


def _approved(reader: Reader, need: ReleaseNeed, people: frozenset[Someone], today: date) -> frozenset[Someone]:
    asked: dict[str, Any] = {"recipient": reader.recipient, "role": need.name, "today": today, **listed(people)}
    rows = reader.connection.execute(statement("sharing approved"), asked).fetchall()
    return frozenset((kind, tuple(key)) for kind, key in rows)


def role_approved(reader: Reader, need: ReleaseNeed, today: date) -> bool:
    """Whether a role has approved releases to the recipient of everyone."""
    asked = {"recipient": reader.recipient, "role": need.name, "today": today}
    return reader.connection.execute(statement("sharing approved everyone"), asked).fetchone() is not None


def _agreeing(reader: Reader, need: ReleaseNeed, people: frozenset[Someone]) -> frozenset[Someone]:
    """Who consents to the purpose, or has accepted the agreement."""
    live, mapped = Live(reader.compiled.policy, reader.compiled.mapped), reader.compiled.mapped
    found: set[Someone] = set()
    for kind in {kind for kind, _ in people}:
        table = mapped.subject_table(kind)
        row, owner, name = Row("r", looked=True), table.owners[kind], need.name or ""
        agreed = live.consented(row, owner, name) if need.kind == "consent" else accepted(live, row, owner, name)
        keys = [key for each, key in people if each == kind]
        found |= {(kind, key) for key in reader.people_there(kind, keys, also=[agreed])}
    return frozenset(found)


def refuse_unsigned(recipient: Recipient, name: str, actor: str, *, second: str | None, because: str) -> None:
    """Whoever releases says why, and where a second person is needed, there is one. Raises Refused (TR784, TR787)."""
    refuse_second(recipient, name, actor, second)
    if not because.strip():
        hint = "say `because`, in words that will be read later, also by the people it is about"
        message = "a release says why it is made"
        why = "the reason stands in the record, for the people it is about and for the authority (Art. 30 GDPR)"
        raise Refused(Finding(code=BECAUSE, message=message, where=of_recipient(name), why=why, hint=hint))


def refuse_second(recipient: Recipient, name: str, actor: str, second: str | None) -> None:
    """Where a second person is needed, there is one, and not the first. Raises Refused (TR787)."""
    needed = any(need.kind == "second" for need in recipient.needs)
    if not needed and second is None:
        return
    if not (second or "").strip() or second == actor:
        message = f"a release to `{name}` needs a second person" if not second else f"`{actor}` is both persons"
        hint = "say `second`: who else has looked at it and agrees"
        raise Refused(
            Finding(code=SECOND, message=message, where=of_recipient(name), hint=hint, why="two see more than one")
        )


def refuse_locked(name: str, locked: Locked) -> None:
    """Nothing is left to release because of what is missing. Raises Refused (TR785)."""
    said = "; ".join(f"no {need} of {_counted(people)}" if people else f"no {need}" for need, people in locked.items())
    hint = "`troth approve-release` records an approval, `troth consent` a consent, `troth agree` an agreement"
    why = "a release needs all of these, for everybody in it"
    raise Refused(Finding(code=LOCKED, message=f"`{name}`: {said}", where=of_recipient(name), why=why, hint=hint))


def _counted(people: frozenset[Someone]) -> str:
    if len(people) > 3:
        return f"{len(people):,} people"
    return ", ".join(f"{kind} {shown_key(key)}" for kind, key in sorted(people, key=str))


def record_exceptions(
    connection: psycopg.Connection[Any], recipient: str, override: Override, locked: Locked, said: Mapping[str, Any]
) -> None:
    """One exception for each need that was lifted. `said` gives because, actor, second and disclosure."""
    for need, people in locked.items():
        row: dict[str, Any] = {"promise": None, "recipient": recipient, "need": need, "kind": override.kind}
        row |= {"reference": override.reference, "people": len(people), **said}
        connection.execute(statement("sharing record exception"), row)
