"""A contract that does not say what an erasure request does to it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis

CODE = "TR108"
_WHY = "a contract may have to be finished first; the answer to the person depends on it"


def check(declared: Declared) -> Iterator[Finding]:
    """A purpose of the basis contract has no `on_erasure`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.basis is Basis.CONTRACT and purpose.on_erasure is None:
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` does not say what a request for erasure does to it",
                where=declared.in_policy("purposes", name),
                why=_WHY,
                hint="add `on_erasure: end`, or `on_erasure: wait` with `because`",
            )
