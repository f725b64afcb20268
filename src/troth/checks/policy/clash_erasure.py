"""A promise to erase what people ask to have erased, and what in the policy outlives their asking."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.checks.policy.claims import claims, clash
from troth.findings import Finding, Level
from troth.policy.model import Basis, Purpose

CODE = "TR177"
LIVE_OUT = (Basis.LEGAL_OBLIGATION, Basis.PUBLIC_TASK, Basis.VITAL_INTEREST)
"""Bases whose purposes live out their `keep`, whatever a person asks."""


def check(declared: Declared) -> Iterator[Finding]:
    """`erasure: CATEGORY` against purposes that wait and holds that keep: a warning that names them."""
    for claim in claims(declared, "erasure"):
        asked = claim.argument.all("category")
        within = declared.uses(asked) or (
            frozenset(declared.policy.categories) if "everything" in asked else frozenset()
        )
        waiting = [
            f"`{name}` ({purpose.basis})"
            for name, purpose in declared.policy.purposes.items()
            if purpose.keeps and _outlives(purpose) and declared.uses(purpose.uses) & within
        ]
        holding = [f"the hold `{n}`" for n, hold in declared.policy.holds.items() if declared.uses(hold.keeps) & within]
        if waiting or holding:
            message = f"{', '.join([*waiting, *holding])} may keep it all the same"
            hint = "say in the sentence what stays, and let people be told it"
            yield clash(declared, CODE, claim, message, hint=hint, level=Level.WARNING)


def _outlives(purpose: Purpose) -> bool:
    return purpose.basis in LIVE_OUT or purpose.on_erasure == "wait"
