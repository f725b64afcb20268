"""What only people can confirm: who did, in which role, with what evidence, and whether that still counts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.ledger.entry import Entry
from troth.ledger.store import given_for
from troth.policy.model import Policy
from troth.policy.promises import Promise
from troth.postgres.logins import BlockConnection
from troth.postgres.statements import statement
from troth.verify.board import Attestation
from troth.verify.look import Look

NOT_TO_ATTEST, WRONG_ROLE, TOO_LONG, NO_EVIDENCE = "TR541", "TR542", "TR543", "TR544"

LONGEST_EVIDENCE = 2000

LOCK, AIMS = "lock", "aims"
"""The kinds of check that know exceptions."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What was shown as evidence: words, or a file by its name and the SHA-256 of what is in it."""

    says: str
    digest: str | None = None


def shown_evidence(text: str) -> Shown:
    """Evidence as it was given: the name of a file that is there, or words. Raises Refused (TR544)."""
    said = text.strip()
    if not said or len(said) > LONGEST_EVIDENCE:
        message = "there is no evidence" if not said else f"the evidence is longer than {LONGEST_EVIDENCE} characters"
        why = "what nobody can look at again confirms nothing"
        where, hint = Place(object="--evidence"), "name a file, or say in words what was looked at"
        raise Refused(Finding(code=NO_EVIDENCE, message=message, where=where, why=why, hint=hint))
    path = Path(said) if len(said) < 255 and "\n" not in said else None
    if path is not None and path.is_file():
        return Shown(says=path.name, digest=hashlib.sha256(path.read_bytes()).hexdigest())
    return Shown(says=said)


def attest(
    connection: BlockConnection,
    policy: Policy,
    promise: str,
    *,
    role: str,
    evidence: Shown,
    until: date | None,
    actor: str,
) -> date:
    """Record that somebody in a role confirms a promise, on a connection of the desk; the day until which it counts.

    Raises Refused: TR541 nobody is to confirm this promise, TR542 another role is, TR543 longer than the policy allows.
    """
    said = _to_attest(policy, promise)
    asked = said.attested_by
    assert asked is not None
    if role != asked.role:
        message = f"`{promise}` is to be confirmed by {asked.role}, not by {role}"
        why, hint = "the policy says who looks at this and answers for it", f"--role {asked.role}"
        raise Refused(Finding(code=WRONG_ROLE, message=message, where=Place(object=promise), why=why, hint=hint))
    row = connection.execute(statement("attest last day"), {"zone": policy.time_zone, "every": str(asked.every)})
    today, last = row.fetchone() or (date.min, date.min)
    ends = until or last
    if not today <= ends <= last:
        raise Refused(_too_long(promise, ends, today=today, last=last, every=str(asked.every)))
    connection.execute(
        statement("attest"),
        {"promise": promise, "role": role, "evidence": evidence.says, "digest": evidence.digest, "until": ends,
         "version": policy.version, "actor": actor},
    )  # fmt: skip
    detail = {"promise": promise, "role": role, "digest": evidence.digest, "until": ends.isoformat()}
    connection.execute(statement("ledger record"), given_for([Entry(what="attested", actor=actor, detail=detail)]))
    return ends


def _to_attest(policy: Policy, promise: str) -> Promise:
    known = {each.id: each for each in policy.promises if each.attested_by}
    if promise not in known:
        message = f"`{promise}` is no promise that people confirm"
        why = "what a check can see is proved by the check, whatever people say"
        hint = did_you_mean(promise, known)
        raise Refused(Finding(code=NOT_TO_ATTEST, message=message, where=Place(object=promise), why=why, hint=hint))
    return known[promise]


def _too_long(promise: str, ends: date, *, today: date, last: date, every: str) -> Finding:
    return Finding(
        code=TOO_LONG,
        message=f"an attestation of `{promise}` until {ends} lies outside of {today} to {last}",
        where=Place(object=promise),
        why=f"the policy asks for it every {every}",
        hint=f"--until {last}, or leave it out",
    )


def attestations(look: Look) -> Mapping[str, Attestation]:
    """The last attestation of each promise, by the role that the policy asks for now."""
    asked = {each.id: each.attested_by.role for each in look.compiled.policy.promises if each.attested_by}
    found: dict[str, Attestation] = {}
    for row in look.rows("attestations", {"zone": look.compiled.policy.time_zone}) if asked else []:
        if asked.get(row["promise"]) == row["role"]:
            found[row["promise"]] = Attestation(
                role=row["role"], actor=row["actor"], evidence=row["evidence"], on=row["on_day"], until=row["until"],
                over=row["until"] < look.today,
            )  # fmt: skip
    return found


def exceptions(look: Look) -> Mapping[str, int]:
    """How many recorded, signed exceptions there are to each promise.

    One that lifted what a release needs counts for every promise that says `lock` of that recipient; a purpose beyond
    the aims of the policy for every one that says `aims`.
    """
    if not look.rows("exceptions are kept")[0]["kept"]:
        return {}
    rows = look.rows("exceptions by promise")
    found = Counter({row["promise"]: row["count"] for row in rows if row["promise"]})
    lifted = {row["recipient"]: row["count"] for row in rows if row["recipient"]}
    for promise in look.compiled.policy.promises:
        locks = {asked.written for asked in promise.asked if asked.kind == LOCK}
        found[promise.id] += sum(count for recipient, count in lifted.items() if recipient in locks)
        if any(asked.kind == AIMS for asked in promise.asked):
            found[promise.id] += sum(purpose.beyond is not None for purpose in look.compiled.policy.purposes.values())
    return found
