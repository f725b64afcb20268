"""A purpose that may change or remove what it may not see."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import May

CODE = "TR117"
_WHY = "a row that one cannot see can be neither changed nor removed"


def check(declared: Declared) -> Iterator[Finding]:
    """`change`, `remove` or `marks` without `read`."""
    for name, purpose in declared.policy.purposes.items():
        if May.READ in purpose.may:
            continue
        blind = [may.value for may in (May.CHANGE, May.REMOVE) if may in purpose.may]
        blind += ["marks"] if purpose.marks else []
        if blind:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` has `{blind[0]}` and may not read",
                where=declared.in_policy("purposes", name, "may"),
                why=_WHY,
                hint="add `read` to `may`",
            )
