"""Which word fits which purpose, and what to say instead when it does not. Pure: from the policy to a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from troth.compiler.live.scopes import Scope, restricted_purposes
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.policy.model import Basis, Policy, Purpose

PURPOSE, NOT_CONSENT, NO_OBJECTION, NOT_BEGUN = "TR704", "TR705", "TR706", "TR708"
RESTRICTION, HOLD, REASON = "TR709", "TR712", "TR714"

GROUNDS = ("accuracy", "unlawful", "claims", "objection")
"""The grounds of a restriction, Art. 18(1) GDPR."""

HOLD_GROUNDS = ("claims", "law")

_INSTEAD = {
    Basis.CONSENT: "use `withdraw`",
    Basis.CONTRACT: "what a contract needs ends with the contract, or by an erasure request",
    Basis.LEGAL_OBLIGATION: "what a law asks for ends with its period",
    Basis.VITAL_INTEREST: "it ends with its period",
    Basis.PUBLIC_TASK: "use `object`",
    Basis.LEGITIMATE_INTEREST: "use `object`",
}


def known_purpose(policy: Policy, name: str) -> Purpose:
    """The purpose of this name. Raises Refused (TR704)."""
    if name not in policy.purposes:
        raise Refused(
            Finding(
                code=PURPOSE,
                message=f"the policy has no purpose `{name}`",
                where=_of(name),
                why="what is said about a person is said for a purpose that they can read of in the policy",
                hint=did_you_mean(name, policy.purposes),
            )
        )
    return policy.purposes[name]


def may_consent(policy: Policy, name: str) -> None:
    """Consent fits purposes that ask for it, and opens direct marketing again whatever its basis. Raises Refused."""
    purpose = known_purpose(policy, name)
    if not purpose.asks_consent and not purpose.direct_marketing:
        _no_consent(name, purpose, "nobody is asked for a consent that is not needed", "use `begin` to begin it again")


def may_withdraw(policy: Policy, name: str) -> None:
    """Only a consent can be withdrawn. Raises Refused (TR704, TR705)."""
    purpose = known_purpose(policy, name)
    if not purpose.asks_consent:
        _no_consent(name, purpose, "there is no consent to withdraw", _INSTEAD[purpose.basis])


def _no_consent(name: str, purpose: Purpose, why: str, hint: str) -> None:
    message = f"`{name}` does not rest on consent, but on {_words(purpose.basis)}"
    raise Refused(Finding(code=NOT_CONSENT, message=message, where=_of(name), why=why, hint=hint))


def may_object(policy: Policy, name: str) -> None:
    """Art. 21 GDPR: against legitimate interest, public task and direct marketing. Raises Refused (TR704, TR706)."""
    purpose = known_purpose(policy, name)
    if purpose.direct_marketing or purpose.basis in (Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK):
        return
    finding = Finding(
        code=NO_OBJECTION,
        message=f"`{name}` rests on {_words(purpose.basis)}: there is no right to object to it",
        where=_of(name),
        why="Art. 21 GDPR speaks of legitimate interests, public tasks and direct marketing",
        hint=_INSTEAD[purpose.basis],
    )
    raise Refused(finding)


def may_begin(policy: Policy, name: str) -> None:
    """A purpose that needs a consent is not begun without one. Raises Refused (TR704, TR708)."""
    purpose = known_purpose(policy, name)
    if purpose.basis is Basis.CONSENT or purpose.direct_marketing:
        why = "whoever ended direct marketing is asked first" if purpose.direct_marketing else "it rests on consent"
        message = f"`{name}` begins with a consent"
        raise Refused(Finding(code=NOT_BEGUN, message=message, where=_of(name), why=why, hint="use `consent`"))


def marketing(policy: Policy) -> tuple[str, ...]:
    """The purposes that an objection to direct marketing ends."""
    return tuple(name for name, purpose in policy.purposes.items() if purpose.direct_marketing)


def checked_scope(policy: Policy, ground: str, scope: Scope) -> None:
    """A restriction has a ground and at most one kind of scope, of names the policy has. Raises Refused (TR709)."""
    findings = []
    if ground not in GROUNDS:
        findings.append(_restriction(f"`{ground}` is no ground of a restriction", did_you_mean(ground, GROUNDS)))
    if sum(map(bool, (scope.purposes, scope.categories, scope.row))) > 1:
        hint = "restrict twice: each restriction can be lifted by itself"
        findings.append(_restriction("a restriction is of purposes, of categories, or of one row", hint))
    for name in scope.purposes:
        if name not in policy.purposes:
            findings.append(_restriction(f"the policy has no purpose `{name}`", did_you_mean(name, policy.purposes)))
        elif name not in restricted_purposes(policy):
            hint = f"`despite_restriction: {policy.purposes[name].despite_restriction}` of the purpose says so"
            findings.append(_restriction(f"`{name}` stays open while a person is restricted", hint))
    findings += [_restriction(*unknown) for unknown in _unknown_categories(policy, scope.categories)]
    if findings:
        raise Refused(*findings)


def _restriction(message: str, hint: str) -> Finding:
    why = "what it hides, from which purposes and on which ground has to be plain to whoever lifts it (Art. 18 GDPR)"
    return Finding(code=RESTRICTION, message=message, where=Place(object="the restriction"), why=why, hint=hint)


def _unknown_categories(policy: Policy, patterns: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (f"`{pattern}` is no category of the policy", did_you_mean(pattern, policy.categories))
        for pattern in patterns
        if not policy.categories_of((pattern,))
    ]


def checked_hold(policy: Policy, keeps: Sequence[str], because: str, ground: str) -> None:
    """A hold says what it keeps, why, and on which ground. Raises Refused (TR712)."""
    wrong = _unknown_categories(policy, keeps)
    if not keeps:
        wrong.append(("a hold names the categories it keeps", did_you_mean("", policy.categories)))
    if not because.strip():
        wrong.append(("a hold says why", "say `because`, in words that will be read later"))
    if ground not in HOLD_GROUNDS:
        wrong.append((f"`{ground}` is no ground of a hold", did_you_mean(ground, HOLD_GROUNDS)))
    if wrong:
        why = "a hold keeps data that its person may have asked to be erased: somebody has to answer for it"
        where = Place(object="the hold")
        raise Refused(
            *(Finding(code=HOLD, message=message, where=where, why=why, hint=hint) for message, hint in wrong)
        )


def checked_reason(because: str | None) -> None:
    """An objection is refused in words. Raises Refused (TR714)."""
    if not (because or "").strip():
        raise Refused(
            Finding(
                code=REASON,
                message="an objection is refused with compelling grounds, in words",
                where=Place(object="the objection"),
                why="Art. 21(1) GDPR: the controller has to demonstrate them, and the person is told",
                hint="say `because`",
            )
        )


def end_of(until: date | datetime | None, time_zone: str) -> datetime | None:
    """The moment at which a restriction ends: a day lasts to its midnight in the policy's time zone."""
    zone = ZoneInfo(time_zone)
    if until is None:
        return None
    if isinstance(until, datetime):
        return until if until.tzinfo else until.replace(tzinfo=zone)
    return datetime.combine(until + timedelta(days=1), time(), zone)


def in_force(policy: Policy, applied: int | None) -> Finding | None:
    """A finding if another version of the policy was applied than the one at hand (TR711)."""
    if applied is None or applied == policy.version:
        return None
    return Finding(
        code="TR711",
        message=f"version {applied} of the policy is applied here, and this is version {policy.version}",
        where=Place(object="troth.deployment"),
        why="which purposes there are decides what a restriction or an objection ends",
        hint="start again with the files that were applied, or apply these",
    )


def _of(name: str) -> Place:
    return Place(object=f"purpose {name}")


def _words(basis: Basis) -> str:
    return basis.value.replace("_", " ")
