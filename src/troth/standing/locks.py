"""Which agreement, notice, confirmation or approval fits, and what to say when it does not. Pure: from the policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from troth.compiler.names import agreed_to
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.policy.model import Policy
from troth.standing.rules import known_purpose
from troth.standing.words import shown_key

UNKNOWN, VERSION, CONFIRM, APPROVE, YOUNG, CHILD = "TR660", "TR661", "TR662", "TR663", "TR664", "TR665"

_WHY = {
    UNKNOWN: "what somebody accepted is known by its name and version, and nothing else can be shown later",
    VERSION: "nobody was told of, or agreed to, words that are not written yet",
    CONFIRM: "a confirmation opens only what waits for one",
    APPROVE: "an approval counts only where the purpose asks that role for it, and says why",
}
"""Why a word is refused, whatever is wrong with it."""


def agreement_of(policy: Policy, name: str, version: int | None) -> tuple[str, int]:
    """Under which name an agreement is kept, and its version. Raises Refused (TR660, TR661).

    A purpose that came later may be agreed to as well, if it sees earlier data of people who did.
    """
    purpose = policy.purposes.get(name)
    if purpose is not None and purpose.new is not None and purpose.new.for_earlier == "agreed":
        return agreed_to("purpose", None, name), purpose.new.version
    if name not in policy.agreements:
        hint = did_you_mean(name, policy.agreements)
        raise _refused(UNKNOWN, f"the policy has no agreement `{name}`", f"agreement {name}", hint)
    newest = policy.agreements[name].version
    return agreed_to("agreement", name, ""), _version(f"agreement {name}", version, newest)


def notice_version(policy: Policy, version: int | None) -> int:
    """The version of the policy that somebody was told of. Raises Refused (TR661)."""
    return _version(f"policy {policy.policy}", version, policy.version)


def _version(of: str, version: int | None, newest: int) -> int:
    if version is not None and not 1 <= version <= newest:
        raise _refused(VERSION, f"there is no version {version} of {of}", of, f"the newest is {newest}")
    return newest if version is None else version


def to_confirm(policy: Policy, name: str) -> None:
    """The purpose asks for a confirmation. Raises Refused (TR662)."""
    if not any(need.kind == "confirmed" for need in known_purpose(policy, name).needs):
        hint = "add `needs: [confirmed]` to it, or only `consent`"
        raise _refused(CONFIRM, f"`{name}` asks for no confirmation", f"purpose {name}", hint)


def nothing_to_confirm(who: str, purpose: str) -> Finding:
    return Finding(
        code=CONFIRM,
        message=f"{who} has not consented to {purpose}: there is nothing to confirm",
        where=Place(object=who),
        why="what is confirmed is a consent given before",
        hint="use `consent` first",
    )


def approved_by(policy: Policy, name: str, role: str, because: str) -> None:
    """The purpose asks for the approval of this role, and a reason is given. Raises Refused (TR663)."""
    roles = [need.name or "" for need in known_purpose(policy, name).needs if need.kind == "approval"]
    if role not in roles:
        hint = did_you_mean(role, roles, none=f"add `needs: [approval: {role}]` to it")
        raise _refused(APPROVE, f"`{name}` asks for no approval of `{role}`", f"purpose {name}", hint)
    if not because.strip():
        raise _refused(APPROVE, "an approval says why", f"purpose {name}", "say `because`, in words")


def _refused(code: str, message: str, about: str, hint: str) -> Refused:
    return Refused(Finding(code=code, message=message, where=Place(object=about), why=_WHY[code], hint=hint))


def too_young(kind: str, people: Sequence[tuple[Any, ...]], age: int) -> Finding:
    """The finding for consents of people who need a guardian's, by their keys."""
    shown = ", ".join(map(shown_key, people))
    return Finding(
        code=YOUNG,
        where=Place(object=f"{kind} {shown}"),
        message=f"{kind} {shown} is younger than {age}: a consent of theirs does not count",
        why="Art. 8 GDPR: below this age it is given or authorised by whoever holds parental responsibility",
        hint="say who consents for them: `guardian`",
    )


def of_a_child(who: str) -> Finding:
    """The finding for whatever is said for a person who was found to be a child."""
    return Finding(
        code=CHILD,
        message=f"{who} was found to be a child: nothing begins for them",
        where=Place(object=who),
        why="what is held of a child who is not meant to be here is erased",
        hint="if that was a mistake, say so first",
    )
