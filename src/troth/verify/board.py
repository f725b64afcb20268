"""The board: every promise of a policy with its proof, the evidence behind it, totals, and whom it does not bind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from troth.verify.evidence import Evidence, Status

WORST_FIRST = (Status.BROKEN, Status.UNPROVED, Status.ATTESTED, Status.KEPT, Status.INFORMS)


def worst(found: Iterable[Status]) -> Status:
    """The worst of some statuses; unproved if there are none."""
    seen = set(found)
    return next((status for status in WORST_FIRST if status in seen), Status.UNPROVED)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One check that ran: its kind and argument, what it saw, and what it could not look at."""

    kind: str
    argument: str
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def status(self) -> Status:
        """Kept only if there is evidence, all of it is as promised, and nothing is missing."""
        if any(not each.kept for each in self.evidence):
            return Status.BROKEN
        if self.missing or not self.evidence:
            return Status.UNPROVED
        return Status.ATTESTED if any(each.by_people for each in self.evidence) else Status.KEPT

    @property
    def asked(self) -> str:
        return f"{self.kind}: {self.argument}"

    def to_json(self) -> dict[str, object]:
        """The check as plain data."""
        return {
            "check": self.asked,
            "status": self.status.value,
            "seconds": round(self.seconds, 4),
            "missing": list(self.missing),
            "evidence": [each.to_json() for each in self.evidence],
        }


def against(checks: Iterable[Checked]) -> Iterator[str]:
    """What some checks saw that is not as promised, or could not look at."""
    for check in checks:
        yield from (f"{check.asked}: {each.says} [{each.how}]" for each in check.evidence if not each.kept)
        yield from (f"{check.asked}: {what}" for what in check.missing)
        if not check.evidence and not check.missing:
            yield f"{check.asked}: there was nothing to look at"


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """That somebody in a role has confirmed a promise: with which evidence, and until when it counts."""

    role: str
    actor: str
    evidence: str
    on: date
    until: date
    over: bool
    """Whether that day has passed."""

    def __str__(self) -> str:
        ended = "ran out on" if self.over else "until"
        return f"{self.role} ({self.actor}) confirmed it on {self.on}, {ended} {self.until}: {self.evidence}"

    def to_json(self) -> dict[str, object]:
        """The attestation as plain data."""
        days = {"on": self.on.isoformat(), "until": self.until.isoformat()}
        return {"role": self.role, "actor": self.actor, "evidence": self.evidence, **days, "over": self.over}


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What is known of one promise, and why."""

    promise: str
    section: str
    says: str
    status: Status
    checks: tuple[Checked, ...] = ()
    attested_by: str | None = None
    """Who has to confirm it, where only people can."""
    attestation: Attestation | None = None
    exceptions: int = 0
    """How many recorded, signed cases it was not kept in."""
    waits_for: str | None = None
    """What is not there yet and a check of it needs."""

    @property
    def word(self) -> str:
        """The status in words: `kept, except 3 recorded cases`."""
        if self.exceptions and self.status in (Status.KEPT, Status.ATTESTED):
            return f"{self.status.value}, except {self.exceptions} recorded case{'s' if self.exceptions > 1 else ''}"
        return self.status.value

    def reasons(self) -> Iterator[str]:
        """What stands against it, or is missing; nothing where it is good."""
        yield from against(self.checks)
        if self.attested_by and self.attestation is None:
            yield f"nobody has confirmed it as {self.attested_by} yet: troth attest {self.promise}"
        if self.attestation and self.attestation.over:
            yield str(self.attestation)
        if self.waits_for:
            yield f"it waits for {self.waits_for}"
        elif not (self.checks or self.attested_by or self.status is Status.INFORMS):
            yield "no check and nobody's confirmation is named for it"

    def to_json(self) -> dict[str, object]:
        """The proof as plain data."""
        return {
            "promise": self.promise,
            "section": self.section,
            "says": self.says,
            "status": self.status.value,
            "exceptions": self.exceptions,
            "checks": [check.to_json() for check in self.checks],
            "attested_by": self.attested_by,
            "attestation": self.attestation.to_json() if self.attestation else None,
            "reasons": list(self.reasons()) if self.status in (Status.BROKEN, Status.UNPROVED) else [],
        }


@dataclass(frozen=True, kw_only=True)
class TensionProof:
    """Promises that pull against each other, how they are read, and what shows that they work so."""

    tension: str
    between: tuple[str, ...]
    grade: str
    says: str
    reading: str
    signed: str | None
    """By whom and on what day, if anybody has."""
    status: Status
    checks: tuple[Checked, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The tension as plain data."""
        return {
            "tension": self.tension,
            "between": list(self.between),
            "grade": self.grade,
            "says": self.says,
            "reading": self.reading,
            "signed": self.signed,
            "status": self.status.value,
            "checks": [check.to_json() for check in self.checks],
        }


@dataclass(frozen=True, kw_only=True)
class Board:
    """The proofs of one policy on one database at one moment, in the order of the policy."""

    policy: str
    controller: str
    version: int
    at: datetime
    proofs: tuple[Proof, ...]
    tensions: tuple[TensionProof, ...] = ()
    """Where promises pull against each other."""
    seconds: float = 0.0

    @property
    def totals(self) -> Mapping[Status, int]:
        """How many promises there are of each status, the worst first."""
        counted = Counter(proof.status for proof in self.proofs)
        return {status: counted[status] for status in WORST_FIRST}

    @property
    def sound(self) -> bool:
        """No promise is broken, and no tension works in another way than it is read."""
        return not self.of(Status.BROKEN) and all(each.status is not Status.BROKEN for each in self.tensions)

    def of(self, status: Status) -> tuple[Proof, ...]:
        """The promises of one status."""
        return tuple(proof for proof in self.proofs if proof.status is status)

    def sections(self) -> Mapping[str, tuple[Proof, ...]]:
        """The promises by the part of the policy they stand in."""
        found: dict[str, tuple[Proof, ...]] = {}
        for proof in self.proofs:
            found[proof.section] = (*found.get(proof.section, ()), proof)
        return found

    def proof(self, promise: str) -> Proof:
        """The proof of one promise. Raises KeyError."""
        for proof in self.proofs:
            if proof.promise == promise:
                return proof
        raise KeyError(promise)

    def summary(self) -> str:
        """One line: how many promises there are of each status."""
        said = ", ".join(f"{count} {status.value}" for status, count in self.totals.items() if count)
        excepted = sum(proof.exceptions for proof in self.proofs)
        more = f"; {excepted} recorded exceptions" if excepted else ""
        return f"{self.policy}, version {self.version}: {len(self.proofs)} promises: {said or 'none'}{more}"

    def __str__(self) -> str:
        lines = [self.summary()]
        for status in (Status.BROKEN, Status.UNPROVED):
            for proof in self.of(status):
                lines += [f"{status.value}: {proof.promise}: {proof.says}", *(f"  {why}" for why in proof.reasons())]
        width = max((len(name) for name in self.sections()), default=0)
        for name, proofs in self.sections().items():
            counted = Counter(proof.status for proof in proofs)
            said = ", ".join(f"{counted[status]} {status.value}" for status in WORST_FIRST if counted[status])
            lines.append(f"{name:<{width}}  {said}")
        for each in self.tensions:
            lines.append(f"tension {each.tension} ({each.grade}): {each.status.value}: {each.reading}")
            lines += [f"  {why}" for why in against(each.checks)]
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The board as plain data."""
        return {
            "policy": self.policy,
            "controller": self.controller,
            "version": self.version,
            "at": self.at.isoformat(),
            "seconds": round(self.seconds, 3),
            "totals": {status.value: count for status, count in self.totals.items()},
            "promises": [proof.to_json() for proof in self.proofs],
            "tensions": [tension.to_json() for tension in self.tensions],
        }
