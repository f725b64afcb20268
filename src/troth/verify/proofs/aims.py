"""Data is used for the aims that the policy names, and for nothing else but signed exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import cells_of, outside_readers, outside_views

KIND = "aims"
ARGUMENT = takes(one_of=("everything",))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Under which aim each purpose is filed, what lies beyond, and that no other role reads personal data."""
    policy = look.compiled.policy
    if not policy.aims:
        yield Unproved(says="the policy names no `aims`")
        return
    filed = Counter(purpose.under for purpose in policy.purposes.values() if purpose.under in policy.aims)
    astray = sorted(name for name, each in policy.purposes.items() if each.under not in policy.aims and not each.beyond)
    said = ", ".join(f"{count} under {aim}" for aim, count in sorted(filed.items()))
    says = f"under no aim: {', '.join(astray)}" if astray else f"of {len(policy.purposes)} purposes, {said}"
    yield Evidence(kept=not astray, says=says, how="the policy in force", count=len(policy.purposes))
    for name, purpose in policy.purposes.items():
        if purpose.beyond:
            says = f"`{name}` lies beyond, signed by {purpose.beyond.signed_by} on {purpose.beyond.on}"
            yield Evidence(kept=True, says=f"{says}: {purpose.beyond.because}", how="the policy in force", count=1)
    yield _without(look)


def _without(look: Look) -> Evidence:
    """A purpose that the policy does not know would be a role that reads all the same."""
    cells = cells_of(look, frozenset(look.compiled.policy.categories))
    found = [f"{role} reads {what}" for what, role in (*outside_readers(look, cells), *outside_views(look, cells))]
    says = "; ".join(found[:5]) if found else f"of the {len(cells)} personal columns nobody reads one without a purpose"
    return Evidence(kept=not found, says=says, how="has_column_privilege(), and every view over them", count=len(cells))
