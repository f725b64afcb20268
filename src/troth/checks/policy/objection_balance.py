"""A weighing of objections where there is nothing to weigh."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

_GROUNDS = {Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK}
CODE = "TR113"


def check(declared: Declared) -> Iterator[Finding]:
    """`objection: balance` on a purpose to which nobody objects by Art. 21(1), or which is direct marketing."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.objection is None:
            continue
        if purpose.direct_marketing:
            message, why = (
                f"an objection to the direct marketing `{name}` cannot be weighed",
                "Art. 21(3) GDPR: it is upheld at once",
            )
        elif purpose.basis not in _GROUNDS:
            message = f"nobody objects to `{name}`, whose basis is {purpose.basis.value}"
            why = "Art. 21(1) GDPR: objections are to legitimate interests and public tasks"
        else:
            continue
        where = declared.in_policy("purposes", name, "objection")
        yield Finding(code=CODE, message=message, where=where, why=why, hint="leave `objection` out")
