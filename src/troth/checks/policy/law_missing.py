"""A legal obligation, or data about crimes, without the law that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR105"


def check(declared: Declared) -> Iterator[Finding]:
    """`law` is missing: for the basis legal_obligation (Art. 6(3)) or for criminal categories (Art. 10 GDPR)."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.law:
            continue
        criminal = sorted(used for used in declared.uses(purpose.uses) if declared.policy.categories[used].criminal)
        if purpose.basis is Basis.LEGAL_OBLIGATION:
            message, why = (
                f"the purpose `{name}` does not name the law that obliges",
                "Art. 6(3) GDPR: the obligation must stand in a law",
            )
        elif criminal:
            message = f"the purpose `{name}` uses `{criminal[0]}`, and names no law that allows it"
            why = "Art. 10 GDPR: data about crimes may be used only where a law allows it"
        else:
            continue
        yield Finding(
            code=CODE,
            message=message,
            where=declared.in_policy("purposes", name),
            why=why,
            hint='add `law: "the act and the section"`',
        )
