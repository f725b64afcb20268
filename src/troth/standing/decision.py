"""May a purpose see a kind of data of a person in this standing? Answered in the program, without asking the server.

For work that has somebody's standing at hand: what to draw on a screen, what to put into a queue. It decides on the
policy and the standing alone: whether the time of one row has run out only its window knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from troth.compiler.names import agreed_to
from troth.policy.categories import covers
from troth.policy.collecting import Need
from troth.policy.model import Basis, Policy
from troth.standing.rules import known_purpose
from troth.standing.words import Restricted, Standing


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What one purpose uses and asks for, worked out once."""

    uses: frozenset[str]
    consent: bool
    child: bool
    """Whether it works for a child that was found: only a named law does."""
    agreed: tuple[tuple[str, int], ...] = ()
    age: int | None = None
    restrictable: bool = True


@dataclass(frozen=True)
class Decisions:
    """The answers of one policy on one day, which decides what version of an agreement is in force."""

    policy: Policy
    today: date
    _known: dict[str, _Asked] = field(default_factory=dict, repr=False)

    def may(self, purpose: str, category: str, standing: Standing, *, age: int | None = None) -> bool:
        """Whether the purpose may see this category of a person. `age` in years, if it is known.

        Raises Refused (TR704) for a purpose that the policy does not have.
        """
        asked = self._known.get(purpose) or self._asked(purpose)
        if category not in asked.uses or purpose in standing.ended or purpose in standing.pending:
            return False
        if (asked.consent and purpose not in standing.consents) or (standing.child and not asked.child):
            return False
        for what, version in asked.agreed:
            if standing.agreed.get(what, 0) < version:
                return False
        if asked.age is not None and (age is None or age < asked.age):
            return False
        return not (asked.restrictable and any(_hides(each, purpose, category) for each in standing.restrictions))

    def _asked(self, name: str) -> _Asked:
        purpose = known_purpose(self.policy, name)
        ages = [need.number or 0 for need in purpose.needs if need.kind == "age"]
        needs = [need for need in purpose.needs if need.kind not in ("age", "consent")]
        asked = _Asked(
            uses=self.policy.categories_of(purpose.uses),
            consent=purpose.asks_consent,
            child=purpose.basis is Basis.LEGAL_OBLIGATION,
            agreed=tuple((agreed_to(need.kind, need.name, name), self._version(need)) for need in needs),
            age=max(ages) if ages else None,
            restrictable=purpose.despite_restriction is None,
        )
        self._known[name] = asked
        return asked

    def _version(self, need: Need) -> int:
        """The version somebody must have agreed to, or been told of."""
        if need.kind == "notice":
            return need.number or self.policy.version
        if need.kind != "agreement":
            return 1
        terms = self.policy.agreements[need.name or ""]
        return terms.version if self.today >= terms.since else max(terms.version - 1, 1)


def _hides(restriction: Restricted, purpose: str, category: str) -> bool:
    """Whether a restriction takes this category out of the purpose's sight. One of a single row says nothing here."""
    scope = restriction.scope
    if purpose in scope.despite or scope.row is not None:
        return False
    if scope.purposes:
        return purpose in scope.purposes
    return not scope.categories or any(covers(pattern, category) for pattern in scope.categories)
