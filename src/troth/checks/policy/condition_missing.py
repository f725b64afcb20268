"""Special categories, such as health, without the exception that allows their use."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR107"
_WHY = "Art. 9 GDPR forbids it but for the exceptions of its paragraph 2"


def check(declared: Declared) -> Iterator[Finding]:
    """A purpose uses a special category and has no `condition`."""
    for name, purpose in declared.policy.purposes.items():
        special = sorted(used for used in declared.uses(purpose.uses) if declared.policy.categories[used].special)
        if special and not purpose.condition:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` uses the special category `{special[0]}`, and names no condition",
                where=declared.in_policy("purposes", name, "uses"),
                why=_WHY,
                hint='add `condition: "explicit consent, Art. 9(2)(a)"`, or another exception of Art. 9(2)',
            )
