"""A promise that only some purposes, bases or recipients have something, and a policy that gives it to others."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.checks.policy.claims import Claim, claims, clash
from troth.findings import Finding
from troth.policy.categories import covers

CODE = "TR174"


def check(declared: Declared) -> Iterator[Finding]:
    """`only: {purposes | bases | recipients | aggregates: [...], of: CATEGORY}` against the rest of the policy."""
    for claim in claims(declared, "only"):
        of = claim.argument.all("of")
        within = declared.uses(of) if of else frozenset(declared.policy.categories)
        yield from _purposes(declared, claim, within)
        yield from _recipients(declared, claim, within)
        yield from _aggregates(declared, claim)


def _purposes(declared: Declared, claim: Claim, within: frozenset[str]) -> Iterator[Finding]:
    allowed, bases = claim.argument.all("purposes"), claim.argument.all("bases")
    for name, purpose in declared.policy.purposes.items():
        used = sorted(declared.uses(purpose.uses) & within)
        if used and allowed and name not in allowed:
            message = f"the purpose `{name}` uses `{used[0]}`"
            yield clash(
                declared, CODE, claim, message, hint=f"take it out of `{name}`, or name `{name}` in the promise"
            )
        if used and bases and purpose.basis not in bases:
            message = f"the purpose `{name}` uses `{used[0]}` on the basis {purpose.basis}"
            yield clash(declared, CODE, claim, message, hint=f"take it out of `{name}`, or name that basis")


def _recipients(declared: Declared, claim: Claim, within: frozenset[str]) -> Iterator[Finding]:
    allowed = claim.argument.all("recipients")
    for name, recipient in declared.policy.recipients.items() if allowed else ():
        gets = [category for category in sorted(within) if any(covers(p, category) for p in recipient.patterns)]
        if gets and name not in allowed:
            message = f"the recipient `{name}` receives `{gets[0]}`"
            yield clash(
                declared, CODE, claim, message, hint=f"take it out of `{name}`, or name `{name}` in the promise"
            )


def _aggregates(declared: Declared, claim: Claim) -> Iterator[Finding]:
    for name in claim.argument.all("aggregates"):
        recipient = declared.policy.recipients.get(name)
        if recipient is not None and recipient.patterns:
            message = f"the recipient `{name}` receives `{recipient.patterns[0]}`, of single people"
            yield clash(declared, CODE, claim, message, hint=f"let `{name}` receive aggregates alone")
