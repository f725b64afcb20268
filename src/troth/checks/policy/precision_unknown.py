"""A level of precision that the category does not have, or for a category that is not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR146"
_WHY = "it would be shown and kept exactly, although the policy says otherwise"


def check(declared: Declared) -> Iterator[Finding]:
    """`levels` of a purpose or a recipient."""
    policy = declared.policy
    for name, purpose in policy.purposes.items():
        yield from _of(declared, ("purposes", name), purpose.levels, declared.uses(purpose.uses))
    for name, recipient in policy.recipients.items():
        used = declared.uses(policy.purposes[recipient.for_].uses) if recipient.for_ in policy.purposes else frozenset()
        received = used if recipient.ordered else used & declared.uses(recipient.patterns)
        yield from _of(declared, ("recipients", name), recipient.levels, received)


def _of(
    declared: Declared, place: tuple[str, str], levels: Mapping[str, str], used: frozenset[str]
) -> Iterator[Finding]:
    for category, level in levels.items():
        known = declared.policy.categories[category].levels if category in declared.policy.categories else ()
        if category not in used:
            message, hint = f"`{place[1]}` does not use `{category}`", did_you_mean(category, used)
        elif level not in known:
            message = f"`{category}` has no level `{level}`"
            hint = did_you_mean(level, known, none=f"add `levels: [{level}]` to the category")
        else:
            continue
        yield Finding(code=CODE, message=message, where=declared.in_policy(*place, "levels"), why=_WHY, hint=hint)
